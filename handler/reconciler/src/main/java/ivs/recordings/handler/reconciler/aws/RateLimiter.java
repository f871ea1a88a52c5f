package ivs.recordings.handler.reconciler.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Lets calls go no faster than so many a second.
public final class RateLimiter implements Runnable {
  /// IVS takes five calls a second from an account, in all. The owner's own code needs some, too.
  static final Duration OF_IVS = Duration.ofMillis(250);

  private static final String VARIABLE = "IVS_MILLIS_BETWEEN_CALLS";

  private final long interval;
  private final Clock clock;
  private long next;

  public RateLimiter(Duration interval, Clock clock) {
    this.interval = interval.toMillis();
    this.clock = clock;
    this.next = clock.millis();
  }

  /// Where the same process simulates IVS no limit is needed.
  public static Duration betweenCalls(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
        .orElse(OF_IVS);
  }

  @Override
  public void run() {
    // A clock that was set back must not delay a call.
    long wait = Math.min(next - clock.millis(), interval);
    if (wait > 0) {
      sleep(wait);
    }
    next = clock.millis() + interval;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for its turn", interrupted);
    }
  }
}
