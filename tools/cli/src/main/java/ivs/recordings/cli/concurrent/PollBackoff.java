package ivs.recordings.cli.concurrent;

import java.time.Duration;

/// Pauses between questions: short at first, because most things are quick, then ever longer.
public final class PollBackoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private Duration next = FIRST;

  public void pause() throws InterruptedException {
    Thread.sleep(next);
    var doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
