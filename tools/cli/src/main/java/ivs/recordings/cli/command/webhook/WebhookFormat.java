package ivs.recordings.cli.command.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a webhook looks.
record WebhookFormat() implements RowFormat<ObjectNode> {
  @Override
  public String noun() {
    return "webhook";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.whole("id"),
        TextTable.Column.whole("state"),
        TextTable.Column.number("failures"),
        TextTable.Column.shortenable("url", 20),
        TextTable.Column.shortenable("only", 10));
  }

  @Override
  public List<String> cells(ObjectNode row) {
    var only = new ArrayList<String>();
    for (var filter : List.of("types", "profiles", "sources")) {
      row.path(filter).forEach(value -> only.add(value.asText()));
    }
    return List.of(
        row.path("id").asText(),
        row.path("state").asText(),
        row.path("failures").asText(),
        row.path("url").asText(),
        String.join(", ", only));
  }

  @Override
  public Optional<String> note(ObjectNode row) {
    return Optional.of(row.path("failingSince"))
        .filter(JsonNode::isTextual)
        .map(since ->
            "fails since %s%s"
                .formatted(
                    since.asText(), row.path("waiting").asBoolean() ? "; deliveries wait" : ""));
  }

  @Override
  public ObjectNode json(ObjectNode row) {
    return row;
  }
}
