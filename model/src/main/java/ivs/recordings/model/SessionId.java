package ivs.recordings.model;

/// A `recording_session_id`: the same on every event of one recording, also when several streams
/// were merged into it. IVS sends it since November 2022.
public record SessionId(String value) {
  public SessionId {
    Text.id("recording session id", value, 128);
  }

  /// Written out: what the compiler makes for a record is linked when it is first used, 12 ms of a
  /// cold start.
  @Override
  public boolean equals(Object other) {
    return other instanceof SessionId that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
