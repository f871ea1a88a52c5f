package ivs.recordings.model.readiness;

import java.time.Duration;
import java.util.Arrays;

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
  /// It has ended, and its files were not found complete in time. They are still waited for.
  MEDIA_LATE,
  /// It began longer ago than any recording lasts, and no end of it is known. It is still waited
  /// for.
  END_MISSING,
  /// It can be played and not be seeked: it is a WebM as a browser records it, without a length and
  /// an index, and was not put into another container.
  NOT_SEEKABLE;

  /// When files that are not complete are late: S3 has the last of them minutes after an end.
  public static final Duration LATE_AFTER = Duration.ofMinutes(15);

  /// Whether nothing more is expected, so that the reconciler does not look again.
  public boolean isFinal() {
    return this != MEDIA_LATE && this != END_MISSING;
  }

  /// Whether nothing more is expected after this word on a row; what is not known here is of a
  /// later version, and is believed.
  public static boolean isFinal(String word) {
    return Arrays.stream(values())
        .filter(error -> error.name().equals(word))
        .allMatch(MediaError::isFinal);
  }
}
