package ivs.recordings.cli.command.embedded;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.local.EmbeddedSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// An embedded system for as long as a command runs. Ctrl-C stops it in good order at any moment,
/// also while it starts, so that nothing is left behind.
final class HostedSystem<S> implements AutoCloseable {
  /// Longer than a start takes, on a busy machine too; a person who wants to stop waits no longer.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final S system;
  private final Consumer<S> stop;
  private final InterruptHandler interruption;

  private HostedSystem(S system, Consumer<S> stop, InterruptHandler interruption) {
    this.system = system;
    this.stop = stop;
    this.interruption = interruption;
  }

  /// @param lastWords what is done after a Ctrl-C when everything has stopped
  static HostedSystem<EmbeddedSystem> start(EmbeddedSystem.Options options, Runnable lastWords) {
    return start(() -> EmbeddedSystem.start(options), EmbeddedSystem::close, lastWords);
  }

  /// Anything that holds such a system.
  static <S> HostedSystem<S> start(Supplier<S> start, Consumer<S> stop, Runnable lastWords) {
    var started = new CompletableFuture<S>();
    var interruption =
        InterruptHandler.then(() -> {
          stop(started, stop);
          lastWords.run();
        });
    try {
      started.complete(start.get());
    } catch (RuntimeException cannot) {
      started.completeExceptionally(cannot);
      interruption.waitIfItHappened();
      interruption.close();
      throw cannot;
    }
    interruption.waitIfItHappened();
    return new HostedSystem<>(started.join(), stop, interruption);
  }

  private static <S> void stop(CompletableFuture<S> started, Consumer<S> stop) {
    try {
      stop.accept(started.orTimeout(PATIENCE.toMillis(), MILLISECONDS).join());
    } catch (CompletionException neverStarted) {
      // It has cleaned up after itself, or it will be cut off.
    }
  }

  S system() {
    return system;
  }

  /// What goes wrong after a Ctrl-C does so because of it, and is not printed.
  void waitIfInterrupted() {
    interruption.waitIfItHappened();
  }

  @Override
  public void close() {
    interruption.waitIfItHappened();
    interruption.close();
    stop.accept(system);
  }
}
