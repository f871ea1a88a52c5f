package ivs.recordings.local.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What runs and has to be stopped, the last started first. Safe for several threads.
public final class CloseableStack implements AutoCloseable {
  private final Deque<Stop> started = new ArrayDeque<>();

  /// How to stop one thing.
  interface Stop {
    void stop() throws Exception;
  }

  /// How to stop things of one kind.
  public interface StopOf<T> {
    void stop(T resource) throws Exception;
  }

  public synchronized <T> T add(T resource, StopOf<T> stop) {
    started.push(() -> stop.stop(resource));
    return resource;
  }

  /// Stops everything, also after something refused to stop.
  ///
  /// @throws IllegalStateException with all that went wrong
  @Override
  public synchronized void close() {
    Optional<IllegalStateException> failure = Optional.empty();
    while (!started.isEmpty()) {
      try {
        started.pop().stop();
      } catch (Exception broken) {
        var sum = failure.orElseGet(() -> new IllegalStateException("not everything stopped"));
        sum.addSuppressed(broken);
        failure = Optional.of(sum);
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
