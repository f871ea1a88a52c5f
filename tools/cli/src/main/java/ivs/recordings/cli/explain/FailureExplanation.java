package ivs.recordings.cli.explain;

import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingStatus;
import java.util.Optional;

/// What `recording_status_reason` means, in plain words, and what to do.
///
/// IVS keeps no public list of its reasons. Its user guide shows two, each in one sample, and says
/// when each of the two failure events is sent ("Using Amazon EventBridge with IVS Low-Latency
/// Streaming", section Recording State Change); that a bucket must be in the channel's region and
/// that a live channel can't be changed stands in "Auto-Record to Amazon S3" and in the API
/// reference of UpdateChannel. Everything else is said to be unknown.
///
/// @param word IVS's own, or a dash
record FailureExplanation(String word, String meaning, String remedy) {
  private static final String NEVER_STARTED =
      "The stream was live, but nothing of it was recorded and no files exist.";
  private static final String BROKE_OFF =
      "The recording ran and could not be finished; some of its files may exist.";
  private static final String LOOK_AT_BUCKET =
      "See what doctor says: the bucket must exist in the channel's region and the recording configuration"
          + " be ACTIVE. Make a new configuration if it is not, and attach it while the channel is"
          + " offline. What was not recorded cannot be brought back.";

  static Optional<FailureExplanation> of(Recording recording) {
    return recording
        .outcome()
        .filter(outcome -> outcome.status() == RecordingStatus.FAILED)
        .map(outcome -> of(outcome, recording.location().prefix().isEmpty()));
  }

  /// @param neverStarted a failed start is the one failure without files
  private static FailureExplanation of(Outcome outcome, boolean neverStarted) {
    var word = outcome.reason().orElse("-");
    return switch (word) {
      case "ValidationException" ->
          new FailureExplanation(
              word,
              (neverStarted ? NEVER_STARTED : BROKE_OFF)
                  + " IVS found the recording configuration or its bucket unfit: the bucket is"
                  + " gone, or in another region.",
              LOOK_AT_BUCKET);
      case "InternalServerException" ->
          new FailureExplanation(
              word,
              (neverStarted ? NEVER_STARTED : BROKE_OFF)
                  + " A fault inside IVS, or between IVS and the bucket, such as a playlist that"
                  + " could not be written.",
              neverStarted
                  ? "If all is well with doctor, start the stream anew, and ask AWS Support"
                      + " with the stream's id and the time if it happens again."
                  : "Look at the files below: what is there can be played. Doctor looks at the"
                      + " bucket's policy; if all is well there, ask AWS Support with the stream's"
                      + " id and the time.");
      case "-" ->
          new FailureExplanation(
              word,
              (neverStarted ? NEVER_STARTED : BROKE_OFF) + " IVS gave no reason.",
              LOOK_AT_BUCKET);
      default ->
          new FailureExplanation(
              word,
              (neverStarted ? NEVER_STARTED : BROKE_OFF) + " IVS does not document this reason.",
              LOOK_AT_BUCKET);
    };
  }
}
