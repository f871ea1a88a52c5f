package ivs.recordings.model.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the last attempts say of an endpoint.
///
/// @param failures in a row
/// @param failingSince when the first of them was
/// @param lastFailureAt when the last of them was
/// @param probe the one delivery that is tried while the others wait
/// @param isSlow whether an attempt took too long; its deliveries have a queue of their own
public record EndpointHealth(
    long failures,
    Optional<Instant> failingSince,
    Optional<Instant> lastFailureAt,
    Optional<DeliveryKey> probe,
    boolean isSlow) {
  /// An endpoint that fails for so long is disabled.
  public static final Duration PATIENCE = Duration.ofDays(5);

  /// So many failures in a row, and one delivery alone is tried.
  public static final int FAILURES_TO_WAIT = 5;

  /// A probe is tried again within [RetrySchedule#LONGEST]. One that was not is lost, and another
  /// delivery takes its place.
  private static final Duration PROBE_IS_LOST = Duration.ofHours(14);

  public static final EndpointHealth GOOD =
      new EndpointHealth(0, Optional.empty(), Optional.empty(), Optional.empty(), false);

  /// Whether a delivery must wait for another one.
  public boolean mustWait(DeliveryKey delivery, Instant now) {
    return probe.filter(tried -> !tried.equals(delivery)).isPresent() && !isProbeLost(now);
  }

  private boolean isProbeLost(Instant now) {
    return lastFailureAt.filter(last -> last.plus(PROBE_IS_LOST).isBefore(now)).isPresent();
  }

  /// The delivery to try from now on, after one more failure was counted.
  public Optional<DeliveryKey> probeAfter(DeliveryKey failed, Instant now) {
    if (failures < FAILURES_TO_WAIT) {
      return Optional.empty();
    }
    return isProbeLost(now) ? Optional.of(failed) : probe.or(() -> Optional.of(failed));
  }

  /// Whether it has failed for too long.
  public boolean isHopeless(Instant now) {
    return failingSince.filter(since -> !since.plus(PATIENCE).isAfter(now)).isPresent();
  }

  /// Whether there is anything that a success changes.
  public boolean isGood() {
    return failures == 0 && failingSince.isEmpty() && probe.isEmpty();
  }
}
