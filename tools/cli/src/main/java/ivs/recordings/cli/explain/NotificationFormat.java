package ivs.recordings.cli.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookDelivery.Attempt;
import java.util.List;

/// How a delivery of a webhook looks in the explanation of its recording.
record NotificationFormat() implements RowFormat<WebhookDelivery> {
  @Override
  public String noun() {
    return "notification";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.whole("event of"),
        TextTable.Column.whole("type"),
        TextTable.Column.shortenable("owner", 8),
        TextTable.Column.shortenable("webhook", 12),
        TextTable.Column.whole("state"),
        TextTable.Column.number("attempts"),
        TextTable.Column.whole("last attempt"),
        TextTable.Column.shortenable("result", 10));
  }

  @Override
  public List<String> cells(WebhookDelivery row) {
    return List.of(
        row.key().time().toString(),
        row.type(),
        row.owner().word(),
        row.endpointId().value(),
        row.state().name(),
        Long.toString(row.attempts()),
        row.last().map(last -> last.at().toString()).orElse(""),
        row.last().map(NotificationFormat::result).orElse(""));
  }

  private static String result(Attempt last) {
    return last.result() + last.status().map(status -> " " + status).orElse("");
  }

  @Override
  public ObjectNode json(WebhookDelivery row) {
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
