package ivs.recordings.handler.reconciler.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// Processes that take turns, in an order that only a seed decides: one of them runs at a time,
/// until it ends or calls [#pause()]. What a process starts side by side runs in its own thread,
/// one after the other.
final class Processes {
  /// A process, and the permit that its thread waits for.
  private static final class Turn {
    private final Semaphore turn = new Semaphore(0);
  }

  private final RandomGenerator random;
  private final List<Turn> ready = new ArrayList<>();
  private final Semaphore control = new Semaphore(0);
  private Turn current = new Turn();
  private int running;
  private Optional<Throwable> failure = Optional.empty();

  Processes(RandomGenerator random) {
    this.random = random;
  }

  void start(Runnable program) {
    running++;
    var process = new Turn();
    ready.add(process);
    Thread.ofVirtual()
        .start(() -> {
          process.turn.acquireUninterruptibly();
          try {
            program.run();
          } catch (RuntimeException | Error thrown) {
            failure = failure.or(() -> Optional.of(thrown));
          } finally {
            running--;
            control.release();
          }
        });
  }

  int running() {
    return running;
  }

  /// Called by the process whose turn it is: another one may go on.
  void pause() {
    var process = current;
    ready.add(process);
    control.release();
    process.turn.acquireUninterruptibly();
  }

  /// Lets one process go on until it pauses or ends.
  void step() {
    int chosen = random.nextInt(ready.size());
    current = ready.get(chosen);
    ready.set(chosen, ready.getLast());
    ready.removeLast();
    current.turn.release();
    control.acquireUninterruptibly();
    failure.ifPresent(thrown -> {
      throw new AssertionError("a process threw " + thrown, thrown);
    });
  }

  void finish() {
    while (running > 0) {
      step();
    }
  }
}
