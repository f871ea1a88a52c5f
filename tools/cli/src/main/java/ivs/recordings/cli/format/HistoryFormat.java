package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.store.item.HistoryEntry;
import java.util.List;
import java.util.Optional;

/// How the entries of a row's history look.
public record HistoryFormat() implements RowFormat<HistoryEntry> {
  @Override
  public String noun() {
    return "remembered change";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.number("version"),
        TextTable.Column.whole("happened at IVS"),
        TextTable.Column.number("written after"),
        TextTable.Column.whole("by"),
        TextTable.Column.whole("event"),
        TextTable.Column.whole("changed"));
  }

  @Override
  public List<String> cells(HistoryEntry change) {
    return List.of(
        Long.toString(change.version()),
        change.time().toString(),
        DisplayText.span(change.delay()),
        change.writer().word(),
        change.event(),
        change.news().replace(",", ", "));
  }

  /// Whole, because it is what the log is asked for.
  @Override
  public Optional<String> note(HistoryEntry change) {
    return Optional.of("event id " + change.eventId());
  }

  @Override
  public ObjectNode json(HistoryEntry change) {
    return JsonOutput.object()
        .put("version", change.version())
        .put("time", change.time().toString())
        .put("delaySeconds", change.delay().toSeconds())
        .put("writer", change.writer().word())
        .put("event", change.event())
        .put("changed", change.news())
        .put("eventId", change.eventId());
  }
}
