package ivs.recordings.model.playback;

/// Who a grant was given to, and so what is checked on each use.
public enum Audience {
  /// Anyone: the recording must still be public.
  PUBLIC,
  /// The owner or an operator: the recording must still exist.
  OWNER
}
