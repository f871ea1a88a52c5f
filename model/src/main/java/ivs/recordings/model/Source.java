package ivs.recordings.model;

/// What made the recording.
public enum Source {
  /// Auto-record to S3 of an IVS low-latency channel.
  IVS_CHANNEL
}
