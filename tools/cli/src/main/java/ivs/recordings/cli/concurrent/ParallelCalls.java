package ivs.recordings.cli.concurrent;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Asks for several things at once: each takes its time on the network, and a person is waiting.
public final class ParallelCalls {
  private static final int AT_ONCE = 8;

  private ParallelCalls() {}

  /// The answers, in the order of the questions. The first fault ends all.
  public static <Q, A> List<A> map(List<Q> questions, Function<Q, A> ask) {
    try (var pool = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      var answers =
          questions.stream()
              .map(question -> CompletableFuture.supplyAsync(() -> ask.apply(question), pool))
              .toList();
      try {
        return answers.stream().map(CompletableFuture::join).toList();
      } catch (CompletionException fault) {
        pool.shutdownNow();
        throw fault.getCause() instanceof RuntimeException cause ? cause : fault;
      }
    }
  }
}
