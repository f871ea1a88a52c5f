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
  /// EventBridge's ids have 36 characters.
  public static final int LONGEST_ID = 128;

  public EventMetadata {
    channelName = SafeText.legible(channelName, 128);
  }

  /// The id as it may be stored and logged.
  public String printableId() {
    return SafeText.ascii(eventId, LONGEST_ID);
  }
}
