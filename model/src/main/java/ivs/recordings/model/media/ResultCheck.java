package ivs.recordings.model.media;

import java.time.Duration;
import java.util.Optional;

/// Whether a tool has made what it was asked for. That it ends without an error proves little: of a
/// source that breaks off it copies what there is.
public final class ResultCheck {
  private static final Duration LEAST_TOLERANCE = Duration.ofMillis(500);
  private static final int PARTS = 1_000;

  /// A shell reports a process that signal n has killed as 128 + n, and so does Java.
  private static final int SIGNALS = 128;

  /// FFmpeg answers 255 where a signal made it stop early.
  private static final int STOPPED = 255;

  private ResultCheck() {}

  /// What an exit code tells.
  public static Optional<MediaJobFault> ofExit(int exitCode) {
    if (exitCode == 0) {
      return Optional.empty();
    }
    return Optional.of(
        exitCode < 0 || exitCode == STOPPED || (exitCode > SIGNALS && exitCode < SIGNALS + 65)
            ? MediaJobFault.ENDED_BY_SIGNAL
            : MediaJobFault.TOOL_FAILED);
  }

  /// What the size of a result tells.
  public static Optional<MediaJobFault> ofSize(long bytes) {
    return bytes > 0 ? Optional.empty() : Optional.of(MediaJobFault.EMPTY_RESULT);
  }

  /// What the length of a result tells: it may differ by half a second, or by a thousandth of what
  /// was expected.
  public static Optional<MediaJobFault> ofLength(Duration expected, Duration result) {
    var tolerance = expected.dividedBy(PARTS);
    var allowed = tolerance.compareTo(LEAST_TOLERANCE) > 0 ? tolerance : LEAST_TOLERANCE;
    return result.minus(expected).abs().compareTo(allowed) <= 0
        ? Optional.empty()
        : Optional.of(MediaJobFault.LENGTH_DIFFERS);
  }
}
