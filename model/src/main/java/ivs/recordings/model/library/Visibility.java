package ivs.recordings.model.library;

import ivs.recordings.model.event.SourceArn;

/// Who may see a stream or a recording without being its owner or an operator.
public enum Visibility {
  PUBLIC,
  PRIVATE;

  /// What `DEFAULT_VISIBILITY` says of the streams of channels; `PRIVATE` where it says nothing.
  ///
  /// @throws IllegalArgumentException if it is neither `PUBLIC` nor `PRIVATE`
  public static Visibility ofChannels(String word) {
    try {
      return word.isBlank() ? PRIVATE : valueOf(word);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "DEFAULT_VISIBILITY must be PUBLIC or PRIVATE, not '%s'".formatted(word), unknown);
    }
  }

  /// What holds for a stream as long as nothing is said of it: the stack's default for a channel,
  /// and PRIVATE for every other source.
  public static Visibility unlessSaid(SourceArn sourceArn, Visibility ofChannels) {
    return sourceArn.isStage() || sourceArn.isUser() ? PRIVATE : ofChannels;
  }
}
