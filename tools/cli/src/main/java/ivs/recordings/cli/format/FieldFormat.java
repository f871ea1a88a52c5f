package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// How JSON objects look whose fields are printed as they are.
///
/// @param noun what one is called
public record FieldFormat(String noun, List<Field> fields) implements RowFormat<ObjectNode> {
  /// A column.
  ///
  /// @param field the name of what it shows
  public record Field(TextTable.Column column, String field) {
    /// A column whose title is the field's name.
    public Field(TextTable.Column column) {
      this(column, column.title());
    }
  }

  @Override
  public List<TextTable.Column> columns() {
    return fields.stream().map(Field::column).toList();
  }

  @Override
  public List<String> cells(ObjectNode row) {
    return fields.stream().map(field -> row.path(field.field()).asText()).toList();
  }

  @Override
  public ObjectNode json(ObjectNode row) {
    return row;
  }
}
