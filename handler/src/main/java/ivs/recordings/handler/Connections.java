package ivs.recordings.handler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;

/// Connections to one address, each lent to one call at a time.
///
/// CRT's own manager opens them. To borrow one of it anew for every call would wake CRT's thread
/// once more each time (docs/decisions/0018), and it tells idleness by a clock that stands still
/// with the process. So what it has opened stays here until it has rested too long.
final class Connections implements AutoCloseable {
  /// More than the rows of the largest batch that is configured, so that none waits for another.
  static final int MOST = 64;

  /// DynamoDB closes what nobody used for a minute.
  private static final Duration IDLE = Duration.ofSeconds(50);

  private final HttpClientConnectionManager manager;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(MOST);
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /// @param since of the clock, in milliseconds
  private record Idle(HttpClientConnection connection, long since) {}

  /// @param clock goes on while the process is frozen or in a snapshot, as the wall clock does
  Connections(HttpClientConnectionManager manager, InstantSource clock) {
    this.manager = manager;
    this.clock = clock;
  }

  /// Lends the connection that was used last, or opens one. Where it comes to one, [#takeBack] must
  /// follow.
  ///
  /// @throws TimeoutException if all are lent and none comes back in time
  CompletableFuture<HttpClientConnection> lend(long nanos)
      throws InterruptedException, TimeoutException {
    if (!free.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("every connection is lent");
    }
    try {
      for (var last = idle.pollLast(); last != null; last = idle.pollLast()) {
        if (isFresh(last)) {
          return CompletableFuture.completedFuture(last.connection());
        }
        discard(last.connection());
      }
      return manager.acquireConnection().whenComplete(this::giveUpIfRefused);
    } catch (RuntimeException closedMeanwhile) {
      free.release();
      throw closedMeanwhile;
    }
  }

  private void giveUpIfRefused(@Nullable HttpClientConnection opened, @Nullable Throwable refused) {
    if (refused != null) {
      free.release();
    }
  }

  private boolean isFresh(Idle last) {
    return !hasRestedTooLong(last) && last.connection().isOpen();
  }

  private boolean hasRestedTooLong(Idle one) {
    return Math.abs(clock.millis() - one.since()) > IDLE.toMillis();
  }

  /// @param sound whether the next call may speak into it
  void takeBack(HttpClientConnection connection, boolean sound) {
    try {
      if (sound) {
        idle.addLast(new Idle(connection, clock.millis()));
      } else {
        discard(connection);
      }
      discardOldestIfStale();
    } finally {
      free.release();
    }
    if (closed) {
      discardIdle();
    }
  }

  /// The one that has rested longest: whoever needs fewer than before never lends it again.
  private void discardOldestIfStale() {
    var first = idle.peekFirst();
    if (first != null && hasRestedTooLong(first) && idle.remove(first)) {
      discard(first.connection());
    }
  }

  private void discardIdle() {
    for (@Nullable Idle last = idle.pollLast(); last != null; last = idle.pollLast()) {
      discard(last.connection());
    }
  }

  /// The manager would lend it again if it were open.
  private void discard(HttpClientConnection connection) {
    connection.shutdown();
    manager.releaseConnection(connection);
  }

  /// Closes those that are idle, and those that are lent when they come back.
  @Override
  public void close() {
    closed = true;
    discardIdle();
    manager.close();
  }
}
