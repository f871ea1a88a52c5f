package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.samples.TestRow;
import java.util.List;

/// How rows look on the page of the test events.
public record TestRowFormat(TestRow.Kind kind) implements RowFormat<TestRow> {
  private static final int LEAST = 12;

  @Override
  public String noun() {
    return "row";
  }

  @Override
  public List<TextTable.Column> columns() {
    return kind.columns().stream()
        .map(column -> TextTable.Column.shortenable(column, LEAST))
        .toList();
  }

  @Override
  public List<String> cells(TestRow row) {
    return kind.columns().stream().map(row::value).toList();
  }

  @Override
  public ObjectNode json(TestRow row) {
    var json = JsonOutput.object();
    row.attributes().forEach(json::put);
    return json;
  }
}
