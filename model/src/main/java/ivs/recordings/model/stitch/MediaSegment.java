package ivs.recordings.model.stitch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One segment of a media playlist (RFC 8216).
///
/// @param duration as `EXTINF` has it, in whole microseconds
/// @param uri from which it is fetched; never a part of several lines
/// @param initialization the `EXT-X-MAP` that holds for it, wherever in the playlist the tag stands
/// @param dateTime `EXT-X-PROGRAM-DATE-TIME` of its first sample, in whole milliseconds
/// @param isDiscontinuous whether its timestamps or encoding do not go on from the segment before
public record MediaSegment(
    Duration duration,
    String uri,
    Optional<ByteRange> range,
    Optional<MediaInitialization> initialization,
    Optional<Instant> dateTime,
    boolean isDiscontinuous) {
  /// RFC 8216 rounds to seconds; no segment of a recording takes a day.
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final int MICROSECOND = 1_000;

  public MediaSegment {
    if (duration.isNegative()
        || duration.compareTo(LONGEST) > 0
        || duration.toNanosPart() % MICROSECOND != 0) {
      throw new IllegalArgumentException("a segment has a duration of microseconds, below a day");
    }
    checkUri(uri);
  }

  static void checkUri(String uri) {
    if (uri.isBlank() || uri.startsWith("#") || !uri.chars().allMatch(MediaSegment::isOfUri)) {
      throw new IllegalArgumentException("a URI of a playlist is printable and has no quote");
    }
  }

  private static boolean isOfUri(int is) {
    return is > ' ' && is <= '~' && is != '"';
  }
}
