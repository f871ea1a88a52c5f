package ivs.recordings.cli;

/// What EventBridge answered to an entry.
sealed interface Sent {
  Entry entry();

  /// It is on its way.
  ///
  /// @param eventId the id that the event has from now on
  record Accepted(Entry entry, String eventId) implements Sent {}

  /// It is not, in the words of EventBridge.
  record Refused(Entry entry, String errorCode, String errorMessage) implements Sent {}
}
