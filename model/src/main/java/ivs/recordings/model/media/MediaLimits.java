package ivs.recordings.model.media;

import java.time.Duration;
import java.util.Optional;

/// What jobs take at most.
///
/// @param bytes of the temporary folder of a job
/// @param length of a recording
/// @param pixels of a picture
public record MediaLimits(long bytes, Duration length, long pixels) {
  /// A recording that is copied in parts is there twice, and 2 % of it is what containers add.
  private static final double MOST_COPIES = 2.02;

  /// 19 GB of the 20 GiB that a container has, 24 hours, and 8K.
  public static final MediaLimits DEFAULT =
      new MediaLimits(19_000_000_000L, Duration.ofHours(24), 8_192L * 4_320);

  /// Whether a source fits.
  public Optional<MediaJobFault> ofSize(long sourceBytes) {
    return sourceBytes * MOST_COPIES <= bytes
        ? Optional.empty()
        : Optional.of(MediaJobFault.TOO_LARGE);
  }

  public Optional<MediaJobFault> ofLength(Duration source) {
    return source.compareTo(length) <= 0 ? Optional.empty() : Optional.of(MediaJobFault.TOO_LONG);
  }

  public Optional<MediaJobFault> ofPicture(int width, int height) {
    return (long) width * height <= pixels
        ? Optional.empty()
        : Optional.of(MediaJobFault.PICTURE_TOO_LARGE);
  }
}
