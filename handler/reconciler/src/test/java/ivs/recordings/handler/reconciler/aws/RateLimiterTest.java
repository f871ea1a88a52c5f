package ivs.recordings.handler.reconciler.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
  private static final Duration INTERVAL = Duration.ofMillis(60);

  private Instant now = Instant.parse("2026-11-02T09:05:00Z");
  private final RateLimiter pace = new RateLimiter(INTERVAL, clock());

  private Clock clock() {
    InstantSource time = () -> now;
    return time.withZone(ZoneOffset.UTC);
  }

  private Duration waited() {
    var began = System.nanoTime();
    pace.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void theFirstCallGoesAtOnceAndTheNextWaitsForItsTurn() {
    assertThat(waited()).isLessThan(INTERVAL);
    assertThat(waited()).isGreaterThanOrEqualTo(INTERVAL);
  }

  @Test
  void whoComesAfterItsTurnDoesNotWait() {
    pace.run();
    now = now.plus(INTERVAL);

    assertThat(waited()).isLessThan(INTERVAL);
  }

  @Test
  void aClockThatWasSetBackDelaysNoCall() {
    pace.run();
    now = now.minusSeconds(3600);

    assertThat(waited()).isBetween(INTERVAL, Duration.ofSeconds(30));
  }

  @Test
  void whoIsInterruptedStopsAndStaysInterrupted() {
    pace.run();
    Thread.currentThread().interrupt();

    assertThatThrownBy(pace::run).isInstanceOf(IllegalStateException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
