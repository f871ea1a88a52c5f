package ivs.recordings.cli.concurrent;

import java.time.Duration;
import java.util.function.Supplier;

/// Calls of IVS, one at a time and no more than four a second: IVS refuses an account more than
/// five calls a second of some of its operations.
public final class PacedCalls {
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(250);

  private long next = System.nanoTime();

  /// Waits until it is time, and calls.
  public synchronized <T> T call(Supplier<T> call) {
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
      next = System.nanoTime() + BETWEEN_CALLS.toNanos();
      return call.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting to call IVS", interrupted);
    }
  }
}
