package ivs.recordings.model.event;

import java.time.Instant;

/// What every event says of itself.
///
/// @param eventId EventBridge's `id`; a replayed event may carry a new one, so nothing is told
///   apart by it
/// @param time when it happened at IVS, in whole seconds; two events often share one
/// @param sourceArn the channel
/// @param channelName for people to read: not unique, and it may be empty
public record EventMetadata(String eventId, Instant time, SourceArn sourceArn, String channelName) {
  private static final int LONGEST_ID = 128;

  public EventMetadata {
    channelName = SafeText.legible(channelName, 128);
  }

  /// The id as it may be stored and logged.
  public String printableId() {
    return printable(eventId);
  }

  /// EventBridge's ids are plain ASCII. What turns the text around, or hides in it, becomes `?`.
  public static String printable(String eventId) {
    var first = eventId.substring(0, Math.min(LONGEST_ID, eventId.length()));
    var printable = new StringBuilder(first.length());
    first.codePoints().forEach(is -> printable.append(is >= '!' && is <= '~' ? (char) is : '?'));
    return printable.toString();
  }
}
