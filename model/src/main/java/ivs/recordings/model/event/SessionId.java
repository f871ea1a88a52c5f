package ivs.recordings.model.event;

/// A `recording_session_id`: the same on every event of one recording, also when several streams
/// were merged into it. IVS sends it since November 2022.
public record SessionId(String value) {
  public SessionId {
    SafeText.id("recording session id", value, 128);
  }
}
