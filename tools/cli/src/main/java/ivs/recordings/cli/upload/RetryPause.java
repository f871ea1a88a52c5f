package ivs.recordings.cli.upload;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Pauses between tries: each is twice as long as the one before, and jitter keeps the parts of an
/// upload from coming back at the same moment.
///
/// @param first the pause after the first try
public record RetryPause(Duration first) {
  /// With the longest pause they take about a minute, which outlasts a router that starts again.
  public static final int MOST_TRIES = 8;

  /// Of a person's network.
  public static final RetryPause USUAL = new RetryPause(Duration.ofMillis(500));

  private static final Duration LONGEST = Duration.ofSeconds(20);

  /// @param tries how many have failed, from 1
  void after(int tries) throws InterruptedException {
    var doubled = first.multipliedBy(1L << (tries - 1));
    var most = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    Thread.sleep(most.multipliedBy(ThreadLocalRandom.current().nextInt(75, 126)).dividedBy(100));
  }
}
