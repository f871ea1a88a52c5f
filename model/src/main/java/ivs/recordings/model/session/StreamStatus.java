package ivs.recordings.model.session;

/// What is known of a stream. The order is the rank: a later constant beats an earlier one.
public enum StreamStatus {
  LIVE,
  ENDED,
  FAILED
}
