package ivs.recordings.handler.reconciler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs world after world, each from its seed. `-Dsoak.seeds` says how many, `-Dsimulation.from`
/// which is the first, and `-Dsimulation.seed` plays one alone and tells all that happens in it.
@Tag("slow")
final class SimulationTest {
  private static final long SEEDS = Long.getLong("soak.seeds", 1_000);
  private static final long FROM = Long.getLong("simulation.from", 1);
  private static final long PROGRESS_NANOS = 30_000_000_000L;

  private final Map<String, LongAdder> tally = new ConcurrentHashMap<>();
  private final Map<Long, Throwable> failures = new ConcurrentSkipListMap<>();
  private final AtomicLong next = new AtomicLong(FROM);
  private final AtomicLong done = new AtomicLong();

  @Test
  void whateverHappensTheTablesEndAsTheTruthHasIt() throws InterruptedException {
    var alone = Long.getLong("simulation.seed");
    if (alone != null) {
      new SimulatedSystem(alone, this::count, line -> System.out.println(line.get())).run();
      return;
    }
    var began = System.nanoTime();
    var workers =
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
            .mapToObj(_ -> Thread.ofPlatform().start(this::work))
            .toList();
    for (var said = began; workers.stream().anyMatch(Thread::isAlive); ) {
      workers.getFirst().join(500);
      if (System.nanoTime() - said > PROGRESS_NANOS) {
        said = System.nanoTime();
        say(began);
      }
    }
    for (var worker : workers) {
      worker.join();
    }
    say(began);

    assertThat(failures.entrySet().stream().findFirst().map(SimulationTest::tell)).isEmpty();
    assertThat(tally.keySet())
        .as("what happened in all these worlds")
        .contains(
            "died before a call",
            "died after a call",
            "calls refused",
            "answers lost",
            "messages kept",
            "dead letters",
            "redriven",
            "released by a person",
            "released",
            "completed",
            "corrected",
            "created",
            "rebuiltSessions",
            "yielded",
            "publisher killed",
            "publisher refused",
            "published again",
            "viewerCounts");
  }

  /// The seed decides everything, or a failure could not be played again.
  @Test
  void oneSeedIsOneWorld() {
    for (long seed = FROM; seed < FROM + 50; seed++) {
      var once = new SimulatedSystem(seed, this::count, _ -> {});
      once.run();
      var again = new SimulatedSystem(seed, this::count, _ -> {});
      again.run();

      assertThat(again.digest()).as("seed %d", seed).isEqualTo(once.digest());
    }
  }

  private void work() {
    for (long seed = next.getAndIncrement();
        seed < FROM + SEEDS && failures.isEmpty();
        seed = next.getAndIncrement()) {
      try {
        new SimulatedSystem(seed, this::count, _ -> {}).run();
      } catch (RuntimeException | Error failure) {
        failures.put(seed, failure);
      }
      done.incrementAndGet();
    }
  }

  /// Never `computeIfAbsent`, which locks: whose turn is next would not be the seed's decision.
  private void count(String what, int howOften) {
    if (howOften > 0) {
      var sum = tally.get(what);
      if (sum == null) {
        sum = new LongAdder();
        var first = tally.putIfAbsent(what, sum);
        sum = first == null ? sum : first;
      }
      sum.add(howOften);
    }
  }

  private void say(long began) {
    var seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "simulation: seeds %,d to %,d: %,d worlds in %.1f s, %,.0f a second, %d violations; %s%n",
        FROM,
        FROM + SEEDS - 1,
        done.get(),
        seconds,
        done.get() / seconds,
        failures.size(),
        new TreeMap<>(tally));
  }

  private static String tell(Map.Entry<Long, Throwable> failure) {
    return "seed %d at commit %s: %s%nPlay it again with ./mvnw -pl handler -am verify -Dsimulation.seed=%d -Dtest=SimulationTest#whatever* -Dsurefire.failIfNoSpecifiedTests=false"
        .formatted(failure.getKey(), commit(), failure.getValue(), failure.getKey());
  }

  private static String commit() {
    try {
      var git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40")
              .directory(Path.of(System.getProperty("repository.root", ".")).toFile())
              .start();
      var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return Optional.of(said).filter(name -> !name.isEmpty()).orElse("unknown");
    } catch (IOException noGit) {
      return "unknown";
    }
  }
}
