package ivs.recordings.model.readiness;

import ivs.recordings.model.upload.UploadFault;

/// Whether a recording can be played, as [ReadinessRules] finds it.
public sealed interface Readiness {
  /// It can be played.
  record Available(Media media) implements Readiness {}

  /// It can be played, and not be seeked.
  record NotSeekable(Media media) implements Readiness {}

  /// It can be played once a job has made it seekable.
  ///
  /// @param media of the original, which is played where the job does not succeed
  record AwaitsRemux(Media media) implements Readiness {}

  /// It cannot be played yet.
  ///
  /// @param missing the first thing that was not found, in words
  record Pending(String missing) implements Readiness {}

  /// It was uploaded, and is not what its client declared.
  record Rejected(UploadFault fault) implements Readiness {}

  /// Its manifest names no playlist: nothing, or only images, was recorded.
  record WithoutMedia() implements Readiness {}

  /// Its bucket is none that may be read.
  record BucketNotRead() implements Readiness {}
}
