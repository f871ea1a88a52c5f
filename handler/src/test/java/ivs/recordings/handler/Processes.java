package ivs.recordings.handler;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Processes that take turns on one thread, in an order that only a seed decides.
///
/// Each is a virtual thread whose scheduler is this, and so are the virtual threads that it starts:
/// Java gives a virtual thread the scheduler of the one that made it. Wherever one of them waits or
/// yields, the next turn is anybody's. The functions under test know nothing of it.
///
/// Java has no public door to this, so the tests open `java.lang` (`--add-opens` in the pom).
final class Processes implements Executor {
  /// Longer than any pause of the machine; nothing in here waits for the clock.
  private static final long STUCK = TimeUnit.SECONDS.toNanos(60);

  private static final Constructor<?> BUILDER = builder();

  private final RandomGenerator random;
  private final Queue<Runnable> woken = new ConcurrentLinkedQueue<>();
  private final List<Runnable> ready = new ArrayList<>();
  private final Thread.Builder.OfVirtual threads;
  private int running;
  private Optional<Throwable> failure = Optional.empty();

  Processes(RandomGenerator random) {
    this.random = random;
    try {
      this.threads = (Thread.Builder.OfVirtual) BUILDER.newInstance(this);
    } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("this JDK makes virtual threads in another way", e);
    }
  }

  private static Constructor<?> builder() {
    try {
      var builder =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      builder.setAccessible(true);
      return builder;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK makes virtual threads in another way", e);
    }
  }

  /// Java's call: one more turn is wanted.
  @Override
  public void execute(Runnable turn) {
    woken.add(turn);
  }

  void start(Runnable program) {
    running++;
    threads.start(() -> {
      try {
        program.run();
      } catch (RuntimeException | Error thrown) {
        failure = failure.or(() -> Optional.of(thrown));
      } finally {
        running--;
      }
    });
  }

  int running() {
    return running;
  }

  /// Lets one of those that can go on go on until it waits.
  void step() {
    for (var next = woken.poll(); next != null; next = woken.poll()) {
      ready.add(next);
    }
    if (ready.isEmpty()) {
      waitForOne();
      return;
    }
    int chosen = random.nextInt(ready.size());
    var turn = ready.get(chosen);
    ready.set(chosen, ready.getLast());
    ready.removeLast();
    turn.run();
    failure.ifPresent(thrown -> {
      throw new AssertionError("a process threw " + thrown, thrown);
    });
  }

  /// Only a lock that another world holds, deep inside Java, can make all of them wait.
  private void waitForOne() {
    var since = System.nanoTime();
    while (woken.isEmpty()) {
      if (System.nanoTime() - since > STUCK) {
        throw new AssertionError("no process can go on");
      }
      LockSupport.parkNanos(50_000);
    }
  }

  void finish() {
    while (running > 0) {
      step();
    }
  }
}
