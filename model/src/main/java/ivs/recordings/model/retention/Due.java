package ivs.recordings.model.retention;

import ivs.recordings.model.recording.RecordingStatus;
import java.time.Instant;
import java.util.Optional;

/// Why a recording is to be deleted now.
public sealed interface Due {
  /// Since when.
  Instant since();

  /// Its retention time is over.
  record Expired(Instant since) implements Due {}

  /// Its deletion was asked for, or an earlier run began it and did not finish.
  record Requested(Instant since) implements Due {}

  /// Empty where it stays. A recording that runs has files that are still being written, so its
  /// time counts from its end on; a hold beats every time.
  static Optional<Due> of(RetainedRecording recording, Instant now) {
    if (recording.isTombstone()) {
      return Optional.empty();
    }
    if (recording.deletedAt().isPresent()) {
      return recording.deletedAt().map(Requested::new);
    }
    return recording
        .retainUntil()
        .filter(_ -> !recording.isHeld() && recording.status() != RecordingStatus.STARTED)
        .filter(until -> !until.isAfter(now))
        .map(Expired::new);
  }
}
