package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How figures look: a group, or the total of all.
///
/// @param by what they are by, such as `day`
public record FigureFormat(String by) implements RowFormat<ObjectNode> {
  private static final String TOTAL = "total";
  private static final double BYTES_OF_A_GB = 1e9;

  @Override
  public String noun() {
    return "figure";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.shortenable(by, 10),
        TextTable.Column.number("recordings"),
        TextTable.Column.number("minutes"),
        TextTable.Column.number("failed"),
        TextTable.Column.number("rate"),
        TextTable.Column.number("GB"),
        TextTable.Column.number("grants"),
        TextTable.Column.number("storage"),
        TextTable.Column.number("delivery"),
        TextTable.Column.shortenable("reasons", 10));
  }

  @Override
  public List<String> cells(ObjectNode row) {
    return List.of(
        row.path("key").asText(TOTAL),
        "%,d".formatted(row.path("recordings").asLong()),
        decimal("%,.1f", row.path("recordedMinutes").asDouble()),
        "%,d".formatted(row.path("failed").asLong()),
        row.has("failureRate") ? decimal("%.1f %%", 100 * row.path("failureRate").asDouble()) : "",
        decimal("%,.2f", row.path("bytes").asLong() / BYTES_OF_A_GB),
        "%,d".formatted(row.path("playbackGrants").asLong()),
        decimal("%,.2f", row.path("cost").path("storagePerMonth").asDouble()),
        decimal("%,.2f", row.path("cost").path("delivery").asDouble()),
        reasons(row.path("failures")));
  }

  private static String decimal(String form, double value) {
    return String.format(Locale.ROOT, form, value);
  }

  private static String reasons(JsonNode failures) {
    return failures.properties().stream()
        .map(reason -> "%s %d".formatted(reason.getKey(), reason.getValue().asLong()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public ObjectNode json(ObjectNode row) {
    return row;
  }
}
