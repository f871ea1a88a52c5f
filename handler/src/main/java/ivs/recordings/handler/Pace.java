package ivs.recordings.handler;

import java.time.Duration;

/// Lets calls go no faster than so many a second.
final class Pace implements Runnable {
  /// IVS takes five calls a second from an account, in all. The owner's own code needs some, too.
  static final Duration OF_IVS = Duration.ofMillis(250);

  private final long interval;
  private long next;

  Pace(Duration interval) {
    this.interval = interval.toNanos();
    this.next = System.nanoTime();
  }

  @Override
  public void run() {
    long wait = next - System.nanoTime();
    if (wait > 0) {
      sleep(wait);
    }
    next = Math.max(next, System.nanoTime() - interval) + interval;
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for its turn", interrupted);
    }
  }
}
