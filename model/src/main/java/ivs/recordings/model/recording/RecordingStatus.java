package ivs.recordings.model.recording;

/// What is known of a recording. The order is the rank: a later constant beats an earlier one. A
/// Recording End proves that the files exist, so it beats a failure whichever arrives first.
public enum RecordingStatus {
  STARTED,
  FAILED,
  COMPLETED
}
