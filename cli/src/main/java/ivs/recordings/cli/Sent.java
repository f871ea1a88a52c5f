package ivs.recordings.cli;

/// What EventBridge answered to an entry.
sealed interface Sent {
  Entry entry();

  /// @param eventId the id that the event has from now on
  record Accepted(Entry entry, String eventId) implements Sent {}

  record Refused(Entry entry, String errorCode, String errorMessage) implements Sent {}
}
