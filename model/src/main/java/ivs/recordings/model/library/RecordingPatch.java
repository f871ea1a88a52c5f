package ivs.recordings.model.library;

/// What a person may change of a recording.
public record RecordingPatch(Change<String> title, Change<Visibility> visibility) {
  /// Whether the recording is the same after it.
  public boolean isWithoutEffectOn(RecordingSummary recording) {
    return title.applied(recording.title()).equals(recording.title())
        && visibility.applied(recording.visibility()).equals(recording.visibility());
  }
}
