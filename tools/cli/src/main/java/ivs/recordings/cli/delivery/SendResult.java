package ivs.recordings.cli.delivery;

/// What EventBridge answered to an entry.
public sealed interface SendResult {
  EventEntry entry();

  /// It is on its way.
  ///
  /// @param eventId the id that the event has from now on
  record Accepted(EventEntry entry, String eventId) implements SendResult {}

  /// It is not, in the words of EventBridge.
  record Refused(EventEntry entry, String errorCode, String errorMessage) implements SendResult {}
}
