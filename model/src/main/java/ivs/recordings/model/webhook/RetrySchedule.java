package ivs.recordings.model.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When a delivery that failed is tried again.
public final class RetrySchedule {
  /// SQS hides a message no longer than that.
  public static final Duration LONGEST = Duration.ofHours(12);

  /// Of each pause, so that deliveries that failed together are not tried together.
  private static final double JITTER = 0.1;

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(10));

  private RetrySchedule() {}

  /// The pause after a failed attempt; empty after the last one.
  ///
  /// @param attempts that were made, at least 1
  /// @param jitter from -1 to 1
  /// @param retryAfter what the endpoint asked for; a longer pause than ours is respected
  public static Optional<Duration> pause(
      long attempts, double jitter, Optional<Duration> retryAfter) {
    return attempts > PAUSES.size()
        ? Optional.empty()
        : Optional.of(pause(PAUSES.get((int) attempts - 1), jitter, retryAfter));
  }

  /// The pause of the one delivery that is tried while all others of an endpoint wait. It has no
  /// last attempt: it ends when the endpoint is disabled.
  public static Duration pauseOfProbe(long attempts, double jitter, Optional<Duration> retryAfter) {
    return pause(attempts, jitter, retryAfter)
        .orElseGet(() -> pause(PAUSES.getLast(), jitter, retryAfter));
  }

  private static Duration pause(Duration planned, double jitter, Optional<Duration> retryAfter) {
    var ours = Duration.ofMillis(Math.round(planned.toMillis() * (1 + JITTER * jitter)));
    var asked = retryAfter.filter(longer -> longer.compareTo(ours) > 0).orElse(ours);
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
