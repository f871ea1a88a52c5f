package ivs.recordings.cli.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.FieldFormat;
import ivs.recordings.cli.format.FieldFormat.Field;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import ivs.recordings.model.webhook.WebhookDelivery;
import java.util.List;

/// How a delivery of a webhook looks in the explanation of its recording.
final class NotificationFormat {
  static final RowFormat<ObjectNode> TABLE =
      new FieldFormat(
          "notification",
          List.of(
              new Field(TextTable.Column.whole("event of"), "time"),
              new Field(TextTable.Column.whole("type")),
              new Field(TextTable.Column.shortenable("owner", 8), "ownerId"),
              new Field(TextTable.Column.shortenable("webhook", 12), "endpointId"),
              new Field(TextTable.Column.whole("state")),
              new Field(TextTable.Column.number("attempts")),
              new Field(TextTable.Column.whole("last attempt"), "attemptedAt"),
              new Field(TextTable.Column.shortenable("result", 10)),
              new Field(TextTable.Column.number("status"))));

  private NotificationFormat() {}

  static ObjectNode json(WebhookDelivery row) {
    var json =
        JsonOutput.object()
            .put("ownerId", row.owner().word())
            .put("endpointId", row.endpointId().value())
            .put("eventId", row.key().eventId())
            .put("type", row.type())
            .put("time", row.key().time().toString())
            .put("state", row.state().name())
            .put("attempts", row.attempts());
    row.last()
        .ifPresent(last -> {
          json.put("attemptedAt", last.at().toString()).put("result", last.result());
          last.status().ifPresent(status -> json.put("status", status));
        });
    return json;
  }
}
