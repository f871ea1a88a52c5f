package ivs.recordings.model.playback;

/// A stored playlist is not one that may be served: it is no playlist, or names what is not in its
/// recording.
public final class UnsoundPlaylistException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsoundPlaylistException(String message) {
    super(message);
  }
}
