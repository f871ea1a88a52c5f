package ivs.recordings.model.library;

import java.time.Instant;

/// What a person may change of a recording.
public record RecordingPatch(
    Change<String> title, Change<Visibility> visibility, Change<Instant> retainUntil) {
  /// Leaves the retention time as it is.
  public RecordingPatch(Change<String> title, Change<Visibility> visibility) {
    this(title, visibility, new Change.Keep<>());
  }

  /// Whether the recording is the same after it.
  public boolean isWithoutEffectOn(RecordingSummary recording) {
    return title.applied(recording.title()).equals(recording.title())
        && visibility.applied(recording.visibility()).equals(recording.visibility())
        && retainUntil.applied(recording.retainUntil()).equals(recording.retainUntil());
  }
}
