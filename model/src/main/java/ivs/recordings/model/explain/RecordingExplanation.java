package ivs.recordings.model.explain;

import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.recording.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Why a recording has its status, from what its row and parked events tell; its files are not
/// looked at.
///
/// @param summary sentences
/// @param finding what is wrong, where something is
public record RecordingExplanation(ClientStatus status, String summary, Optional<Finding> finding) {
  /// Readiness looks as soon as a recording ends, and the reconciler within minutes.
  private static final Duration LONGEST_PROCESSING = Duration.ofHours(1);

  /// Of a recording as it is now.
  ///
  /// @param parked reasons of parked events that are of this recording, its stream or its source
  public static RecordingExplanation of(
      RecordingSummary shown, Recording recording, List<String> parked, Instant now) {
    var status = shown.clientStatus(now);
    var age = Duration.between(shown.endedAt().orElse(shown.recordedAt()), now);
    Optional<Finding> waiting = parked.stream().findFirst().map(Finding::ofParked);
    return switch (status) {
      case DELETED -> new RecordingExplanation(status, "It was deleted.", Optional.empty());
      case EXPIRED ->
          new RecordingExplanation(
              status, "Its retention time is over; it will be deleted.", Optional.empty());
      case AVAILABLE ->
          new RecordingExplanation(
              status,
              shown.isPartial()
                  ? "It failed, and what was stored until then can be played. " + failure(recording)
                  : "It can be played.",
              Optional.empty());
      case FAILED -> new RecordingExplanation(status, failure(recording), Optional.empty());
      case RECORDING ->
          age.compareTo(Audit.LONGEST_RECORDING) > 0
              ? new RecordingExplanation(
                  status,
                  "It has started, and no end is known although no recording lasts this long.",
                  Optional.of(Finding.OPEN_TOO_LONG))
              : new RecordingExplanation(status, "It has started and not ended.", waiting);
      case PROCESSING -> processing(shown, recording, age, waiting);
    };
  }

  private static RecordingExplanation processing(
      RecordingSummary shown, Recording recording, Duration age, Optional<Finding> waiting) {
    if (recording.isLocationUnknown()) {
      return new RecordingExplanation(
          ClientStatus.PROCESSING,
          "It has ended, and it is not known where its files are.",
          Optional.of(Finding.LOCATION_UNKNOWN));
    }
    var late = age.compareTo(LONGEST_PROCESSING) > 0;
    return new RecordingExplanation(
        ClientStatus.PROCESSING,
        "It has ended, and its files were not found complete yet."
            + shown.mediaError().map(error -> " Its media: " + error + ".").orElse("")
            + (late ? " That takes minutes, and it ended more than an hour ago." : ""),
        waiting);
  }

  private static String failure(Recording recording) {
    return FailureExplanation.of(recording)
        .map(reason -> "%s: %s %s".formatted(reason.word(), reason.meaning(), reason.remedy()))
        .orElse("It failed.");
  }
}
