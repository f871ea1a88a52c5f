package ivs.recordings.store.item;

import java.time.Duration;
import java.time.Instant;

/// An event that changes a row, before it is written.
///
/// @param time of the event
/// @param writer who is about to write
/// @param event in IVS's words
/// @param changes what it changes, in a few words
public record ChangeCause(
    Instant time, WriterFunction writer, String event, String changes, String eventId) {
  /// As many characters as the log shows of an id; EventBridge's have 36.
  private static final int LONGEST_ID = 128;

  public ChangeCause {
    eventId = eventId.substring(0, Math.min(LONGEST_ID, eventId.length()));
  }

  public HistoryEntry writtenAs(long version, Instant now) {
    return new HistoryEntry(
        version, time, Duration.between(time, now), writer, event, changes, eventId);
  }
}
