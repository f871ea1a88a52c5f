package ivs.recordings.store.item;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/// One change of a row, and the event that brought it: an entry of its history.
///
/// On the row it is one string, such as `2|2026-11-02T09:06:24Z|+4s|handler|Recording
/// End|COMPLETED|7590e6d7-…`: the version it made, when it happened at IVS, how much later it was
/// written, by whom, what happened, what that changed, and the event's id as the log has it.
///
/// @param version which the row had after it; changes of one write share one
/// @param time of the event
/// @param delay from then to the write; negative where the writer's clock is behind
/// @param event in IVS's words
/// @param news what changed: a status, or words such as `start,files`
public record HistoryEntry(
    long version,
    Instant time,
    Duration delay,
    WriterFunction writer,
    String event,
    String news,
    String eventId) {

  private static final int FIELDS = 7;

  public String text() {
    var seconds = delay.toSeconds();
    return version
        + "|"
        + time
        + (seconds < 0 ? "|" : "|+")
        + seconds
        + "s|"
        + String.join("|", writer.word(), event, news, eventId);
  }

  /// Nothing for any other text: a history is for people, and no event is delayed by it.
  public static Optional<HistoryEntry> of(String text) {
    var fields = text.split("\\|", FIELDS);
    if (fields.length < FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HistoryEntry(
              Long.parseLong(fields[0]),
              Instant.parse(fields[1]),
              Duration.ofSeconds(Long.parseLong(fields[2].replaceFirst("s$", ""))),
              WriterFunction.valueOf(fields[3].toUpperCase(Locale.ROOT)),
              fields[4],
              fields[5],
              fields[6]));
    } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException another) {
      return Optional.empty();
    }
  }
}
