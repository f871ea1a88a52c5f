package ivs.recordings.model.library;

/// Why a recording that has ended cannot be played, or only from its begin to its end, as readiness
/// found it. A later change of the row makes readiness check it again.
public enum MediaError {
  /// Its manifest names no playlist, or it failed and left nothing that can be played.
  NO_MEDIA,
  /// It was completed, and its files were not found complete within the reconciler's window.
  MEDIA_MISSING,
  /// Its files are in a bucket that the functions are not told to read.
  BUCKET_NOT_READ,
  /// It was uploaded, and is not what its client declared; the reason of the row says what is
  /// wrong.
  UPLOAD_REJECTED,
  /// It can be played and not be seeked: it is a WebM as a browser records it, without a length and
  /// an index, and was not put into another container.
  NOT_SEEKABLE
}
