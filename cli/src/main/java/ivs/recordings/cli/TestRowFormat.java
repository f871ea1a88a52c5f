package ivs.recordings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.Row;
import java.util.List;

/// How rows look on the page of the test events.
record TestRowFormat(Row.Kind kind) implements RowFormat<Row> {
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
  public List<String> cells(Row row) {
    return kind.columns().stream().map(row::value).toList();
  }

  @Override
  public ObjectNode json(Row row) {
    var json = Json.object();
    row.attributes().forEach(json::put);
    return json;
  }
}
