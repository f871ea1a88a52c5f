package ivs.recordings.model.playback;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// How long grants are good for.
public final class GrantLifetime {
  /// Time to watch a short recording, with pauses.
  private static final Duration SHORTEST = Duration.ofHours(2);

  private static final Duration LONGEST = Duration.ofHours(12);

  /// A download is begun at once, and goes on when its grant has expired.
  private static final Duration DOWNLOAD = Duration.ofMinutes(15);

  private GrantLifetime() {}

  /// Twice the duration, so that a viewer may pause; whole hours, and until a whole hour, so that
  /// the same request has the same answer for an hour.
  ///
  /// @param duration of the media, if it is known
  /// @param retainUntil when the recording expires, if it does
  public static Instant expiry(
      Purpose purpose, Optional<Duration> duration, Optional<Instant> retainUntil, Instant now) {
    var end =
        purpose == Purpose.DOWNLOAD
            ? now.plus(DOWNLOAD).truncatedTo(ChronoUnit.SECONDS)
            : hour(now.plus(Duration.ofHours(hours(duration))));
    return within(end, retainUntil);
  }

  /// The earlier of both.
  ///
  /// @param end of a grant, a whole second
  /// @param retainUntil when the recording expires, if it does
  public static Instant within(Instant end, Optional<Instant> retainUntil) {
    return retainUntil
        .map(until -> until.truncatedTo(ChronoUnit.SECONDS))
        .filter(until -> until.isBefore(end))
        .orElse(end);
  }

  private static long hours(Optional<Duration> duration) {
    var wanted = duration.map(media -> media.multipliedBy(2)).orElse(SHORTEST);
    var least = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
    var most = least.compareTo(LONGEST) > 0 ? LONGEST : least;
    return most.plusHours(1).minusNanos(1).toHours();
  }

  private static Instant hour(Instant moment) {
    var begun = moment.truncatedTo(ChronoUnit.HOURS);
    return begun.equals(moment) ? begun : begun.plus(1, ChronoUnit.HOURS);
  }
}
