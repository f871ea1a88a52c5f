package ivs.recordings.model.library;

import ivs.recordings.model.event.SourceArn;

/// Who may see a stream or a recording without being its owner or an operator.
public enum Visibility {
  PUBLIC,
  PRIVATE;

  /// What holds for a stream as long as nothing is said of it: the stack's default for a channel,
  /// and PRIVATE for every other source.
  public static Visibility unlessSaid(SourceArn sourceArn, Visibility ofChannels) {
    return sourceArn.isStage() ? PRIVATE : ofChannels;
  }
}
