package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.cli.runtime.Shell;
import java.util.List;
import picocli.CommandLine.Option;

/// `--json`, and what it decides.
public final class OutputOptions {
  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  public boolean isJson() {
    return json;
  }

  /// A table, or a JSON array of the same rows.
  public <T> void rows(Shell shell, RowFormat<T> format, List<T> rows) {
    if (json) {
      var array = JsonNodeFactory.instance.arrayNode();
      rows.forEach(row -> array.add(format.json(row)));
      json(shell, array);
    } else {
      table(shell, format, rows);
    }
  }

  public <T> void table(Shell shell, RowFormat<T> format, List<T> rows) {
    if (rows.isEmpty()) {
      shell.out().printf("no %ss%n", format.noun());
      return;
    }
    var table = new TextTable(format.columns());
    rows.forEach(row -> table.add(format.cells(row), format.note(row)));
    table.lines(shell.width()).forEach(shell.out()::println);
  }

  public void json(Shell shell, JsonNode node) {
    shell.out().println(JsonOutput.text(node));
  }
}
