package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// How rows of one kind look: as a line of a table for people, and as JSON for programs, with the
/// attribute names that the table itself has. What is unknown is absent there and empty here.
public interface RowFormat<T> {
  /// What one is called, such as `recording`.
  String noun();

  List<TextTable.Column> columns();

  List<String> cells(T row);

  /// A sentence that needs a line of its own below the row.
  default Optional<String> note(T row) {
    return Optional.empty();
  }

  ObjectNode json(T row);
}
