package ivs.recordings.cli.command.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import java.util.List;

/// How a delivery looks.
record DeliveryFormat() implements RowFormat<ObjectNode> {
  @Override
  public String noun() {
    return "notification";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.whole("id"),
        TextTable.Column.whole("state"),
        TextTable.Column.shortenable("type", 10),
        TextTable.Column.shortenable("recording", 10),
        TextTable.Column.number("attempts"),
        TextTable.Column.whole("result"),
        TextTable.Column.number("status"),
        TextTable.Column.number("ms"),
        TextTable.Column.shortenable("answer", 10));
  }

  @Override
  public List<String> cells(ObjectNode row) {
    return List.of(
        row.path("id").asText(),
        row.path("state").asText(),
        row.path("type").asText(),
        row.path("recordingId").asText(),
        row.path("attempts").asText(),
        row.path("result").asText(),
        row.path("status").asText(),
        row.path("latencyMs").asText(),
        row.path("answer").asText());
  }

  @Override
  public ObjectNode json(ObjectNode row) {
    return row;
  }
}
