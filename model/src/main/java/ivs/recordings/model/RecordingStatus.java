package ivs.recordings.model;

/// What is known of a recording. The order is the rank: what stands later beats what stands
/// earlier.
public enum RecordingStatus {
  STARTED,
  FAILED,
  COMPLETED
}
