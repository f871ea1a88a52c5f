package ivs.recordings.model.explain;

import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import java.util.Optional;

/// What `recording_status_reason` means, in plain words, and what to do.
///
/// IVS keeps no public list of its reasons. Its user guide shows two, each in one sample, and says
/// when each of the two failure events is sent ("Using Amazon EventBridge with IVS Low-Latency
/// Streaming", section Recording State Change); that a bucket must be in the channel's region and
/// that a live channel can't be changed stands in "Auto-Record to Amazon S3" and in the API
/// reference of UpdateChannel. Everything else is said to be unknown.
///
/// For stages, nothing of reasons is documented but that each recording fails if the policy that
/// IVS added to the bucket is altered ("Composite Recording").
///
/// @param word IVS's own, or a dash
public record FailureExplanation(String word, String meaning, String remedy) {
  private static final String BROKE_OFF =
      "The recording ran and could not be finished; some of its files may exist.";

  /// What differs by what was recorded.
  ///
  /// @param neverStarted that nothing was recorded
  /// @param unfit what IVS found wrong with where it records to
  /// @param lookAtBucket what to do about it
  /// @param startAnew what to start again
  /// @param named whose id AWS Support asks for
  private record Words(
      String neverStarted, String unfit, String lookAtBucket, String startAnew, String named) {}

  private static final Words OF_CHANNEL =
      new Words(
          "The stream was live, but nothing of it was recorded and no files exist.",
          "IVS found the recording configuration or its bucket unfit: the bucket is gone, or in"
              + " another region.",
          "See what doctor says: the bucket must exist in the channel's region and the recording"
              + " configuration be ACTIVE. Make a new configuration if it is not, and attach it"
              + " while the channel is offline. What was not recorded cannot be brought back.",
          "start the stream anew",
          "stream's");
  private static final String LOOK_AT_STORAGE =
      "See what doctor says: the bucket of the storage configuration must exist in the stage's"
          + " region, and its policy must have the statement that IVS added. What was not recorded"
          + " cannot be brought back.";
  private static final String STORAGE_UNFIT =
      "IVS found the storage configuration or its bucket unfit: the bucket is gone, in another"
          + " region, or its policy is altered.";
  private static final Words OF_PARTICIPANT =
      new Words(
          "The participant was there, but nothing of it was recorded and no files exist.",
          STORAGE_UNFIT,
          LOOK_AT_STORAGE,
          "let the participant publish anew",
          "stage session's");
  private static final Words OF_COMPOSITION =
      new Words(
          "Nothing of the composition was recorded and no files exist.",
          STORAGE_UNFIT,
          LOOK_AT_STORAGE,
          "start the composition anew",
          "composition's");

  /// Of a recording that failed.
  public static Optional<FailureExplanation> of(Recording recording) {
    var hasNoFiles = recording.location().prefix().isEmpty() && !recording.isLocationUnknown();
    return recording
        .outcome()
        .filter(outcome -> outcome.status() == RecordingStatus.FAILED)
        .map(outcome -> of(outcome, hasNoFiles, words(recording.source())));
  }

  private static Words words(Source source) {
    return switch (source) {
      case IVS_CHANNEL, UPLOAD -> OF_CHANNEL;
      case IVS_PARTICIPANT -> OF_PARTICIPANT;
      case IVS_COMPOSITION -> OF_COMPOSITION;
    };
  }

  /// @param neverStarted a failed start is the one failure without files
  private static FailureExplanation of(Outcome outcome, boolean neverStarted, Words words) {
    var word = outcome.reason().orElse("-");
    var what =
        outcome.destinationFailed()
            ? "What the composition wrote to S3 could not be finished, whatever became of the"
                + " composition; some of its files may exist."
            : neverStarted ? words.neverStarted() : BROKE_OFF;
    return switch (word) {
      case "ValidationException" ->
          new FailureExplanation(word, what + " " + words.unfit(), words.lookAtBucket());
      case "InternalServerException" ->
          new FailureExplanation(
              word,
              what
                  + " A fault inside IVS, or between IVS and the bucket, such as a playlist that"
                  + " could not be written.",
              neverStarted
                  ? "If all is well with doctor, %s, and ask AWS Support with the %s id and the time if it happens again."
                      .formatted(words.startAnew(), words.named())
                  : "Look at the files below: what is there can be played. Doctor looks at the bucket's policy; if all is well there, ask AWS Support with the %s id and the time."
                      .formatted(words.named()));
      case "-" -> new FailureExplanation(word, what + " IVS gave no reason.", words.lookAtBucket());
      default ->
          new FailureExplanation(
              word, what + " IVS does not document this reason.", words.lookAtBucket());
    };
  }
}
