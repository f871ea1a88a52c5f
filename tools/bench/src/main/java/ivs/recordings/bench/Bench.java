package ivs.recordings.bench;

import ivs.recordings.store.LocalTables;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Measures ours and the baseline in one run, and writes what it found to `bench/RESULTS.md`.
///
/// `Bench load` measures the HTTP API under load, as [Load] does by itself, and is in no other run.
/// `Bench [cold|warm|traces|scale|pages|decide]…`; without a word all of them. `-Dbench.runs=5` is
/// how often each cold start is made, `-Dbench.events=1000000` and `-Dbench.local.events=100000`
/// how far the scale goes.
public final class Bench {
  private static final Path ROOT = Path.of(System.getProperty("repository.root", "."));
  private static final List<String> ALL =
      List.of("cold", "warm", "traces", "scale", "pages", "decide");

  private final StringBuilder report = new StringBuilder();
  private final PrintStream console = System.out;

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    var parts = arguments.length == 0 ? ALL : List.of(arguments);
    var bench = new Bench();
    System.setOut(new PrintStream(PrintStream.nullOutputStream(), false));
    bench.run(parts);
    if (parts.equals(ALL)) {
      Files.writeString(ROOT.resolve("tools/bench/RESULTS.md"), bench.report);
    }
    System.exit(0);
  }

  private void run(List<String> parts) throws Exception {
    say("# Results\n");
    say(
        "Written by `./mvnw -pl tools/bench -am verify -Pbench -DskipTests`; [docs/performance.md](../../docs/performance.md)");
    say("says what the figures mean. Median (least..most).\n");
    say(Machine.describe(ROOT));
    if (parts.contains("load")) {
      Load.run(ROOT, Load.CONNECTIONS, Load.SECONDS).forEach(this::line);
      return;
    }
    Machine.pinTo(1);
    if (parts.contains("cold") || parts.contains("warm")) {
      functions(parts);
    }
    if (parts.contains("traces")) {
      traces();
    }
    if (parts.contains("scale")) {
      scale();
    }
    if (parts.contains("pages")) {
      pages();
    }
    if (parts.contains("decide")) {
      decide();
    }
  }

  private void functions(List<String> parts) throws Exception {
    var work = Files.createTempDirectory("bench-");
    try (var stub = new Stub()) {
      var ours =
          Candidate.of(
              "apache5 (ours)",
              "ivs.recordings.handler.ingest.RecordingStatusHandler",
              ROOT.resolve("handler/ingest/target/ingest.zip"),
              work.resolve("ours"));
      var baseline =
          Candidate.of(
              "baseline",
              "ivs.recordings.baseline.NaiveHandler",
              ROOT.resolve("tools/bench/baseline/target/baseline.zip"),
              work.resolve("baseline"));
      var onUrlConnection =
          ours.on(
              "url-connection",
              "ivs.recordings.handler.ingest.OnUrlConnection",
              List.of("url-connection-client-"));
      var onCrt =
          ours.on("crt", "ivs.recordings.handler.ingest.OnCrt", List.of("aws-crt-", "crt-core-"));
      if (parts.contains("cold")) {
        cold(
            new ColdStart(stub, work, Integer.getInteger("bench.runs", 5)),
            ours,
            baseline,
            List.of(ours, onUrlConnection, onCrt, baseline));
      }
      if (parts.contains("warm")) {
        warm(stub, work.resolve("warm.log"), ours, baseline);
      }
    }
  }

  private void cold(
      ColdStart cold, Candidate ours, Candidate baseline, List<Candidate> afterPriming)
      throws Exception {
    say("## Cold start\n");
    say("From the start of the JVM to the first stored event, ms, one core, AWS's runtime client.");
    say(
        "CPU is the time of the process itself; other load on the machine shows in the wall time only.\n");
    say("| flags | ours, wall | baseline, wall | factor | ours, CPU | baseline, CPU | factor |");
    say("|---|---|---|---|---|---|---|");
    progress("cold starts of ours");
    var our = cold.of(ours);
    progress("cold starts of the baseline");
    var their = cold.of(baseline);
    for (int n = 0; n < our.size(); n++) {
      var a = our.get(n);
      var b = their.get(n);
      say(
          "| %s | %s | %s | %.1f | %s | %s | %.1f |",
          a.flags(),
          a.wall(),
          b.wall(),
          b.wall().median() / a.wall().median(),
          a.cpu(),
          b.cpu(),
          b.cpu().median() / a.cpu().median());
    }
    say("");
    progress("floor");
    var idle = cold.runtimeAlone(ours);
    say(
        "\nThe floor (C1): a function that does nothing has answered after %s ms, %s CPU.",
        idle.wall(), idle.cpu());
    say("\nFirst event after priming, as SnapStart restores it, ms:\n");
    say("| HTTP client of the SDK | default | C1 |\n|---|---|---|");
    for (var candidate : afterPriming) {
      progress("first events after priming of " + candidate.name());
      say(
          "| %s | %s | %s |",
          candidate.name(),
          cold.afterPriming(candidate, List.of()),
          cold.afterPriming(candidate, List.of(ColdStart.C1)));
    }
    say("");
  }

  private void warm(Stub stub, Path log, Candidate ours, Candidate baseline) throws Exception {
    say("## Warm\n");
    say(
        "One core, C1, a DynamoDB that answers at once from the other; %,d events after %,d, while the JVM still",
        Warm.EVENTS, Warm.WARM_UP);
    say(
        "compiles, and %,d after %,d, when it is done. The compiler's work counts.\n",
        Warm.EVENTS, Warm.STEADY);
    say("| | ours, batch 1 | baseline, batch 1 | ours, batch 10 |\n|---|---|---|---|");
    var runs = Integer.getInteger("bench.warm.runs", 2);
    progress("warm, ours, batch 1");
    var one = WarmFigures.of(ours, stub, log, 1, runs);
    progress("warm, baseline, batch 1");
    var their = WarmFigures.of(baseline, stub, log, 1, runs);
    progress("warm, ours, batch 10");
    var ten = WarmFigures.of(ours, stub, log, 10, runs);
    var all = List.of(one, their, ten);
    row("CPU per event after 10,000, us", all, figures -> figures.young().cpuMicros());
    row("CPU per event after 80,000, us", all, figures -> figures.steady().cpuMicros());
    row("allocated per event after 10,000, KB", all, figures -> figures.young().kilobytes());
    row("allocated per event after 80,000, KB", all, figures -> figures.steady().kilobytes());
    row("invocation after 10,000, p50, ms", all, figures -> figures.young().p50());
    row("invocation after 10,000, p99, ms", all, figures -> figures.young().p99());
    row("invocation after 80,000, p50, ms", all, figures -> figures.steady().p50());
    row("invocation after 80,000, p99, ms", all, figures -> figures.steady().p99());
    row("live heap, MB", all, WarmFigures::heapMegabytes);
    row("classes at the first event", all, WarmFigures::classes);
    row("threads", all, WarmFigures::threads);
    row("DynamoDB calls per event", all, WarmFigures::callsPerEvent);
    row("log per event, bytes", all, figures -> Math.rint(figures.logBytesPerEvent()));
    say("\n## Cost\n");
    say(
        "Dollars per million recordings (a start and an end each), list prices of us-east-1, on demand;");
    say("an invocation is billed its CPU and 16 ms for each round trip to DynamoDB.\n");
    say("| | DynamoDB | Lambda | SQS | log | all |\n|---|---|---|---|---|---|");
    cost("ours, batch 10", new Cost(10, 2.1, 3.5, 32 + ms(ten) * 10, ten.logBytesPerEvent()));
    cost("ours, batch 1", new Cost(1, 3, 3.5, 32 + ms(one), one.logBytesPerEvent()));
    say("");
  }

  private static double ms(WarmFigures figures) {
    return figures.young().cpuMicros().median() / 1e3;
  }

  private void row(String name, List<WarmFigures> all, Function<WarmFigures, Object> figure) {
    say(
        "| %s | %s |",
        name, all.stream().map(figure).map(Bench::text).collect(Collectors.joining(" | ")));
  }

  private static String text(Object figure) {
    return figure instanceof Double number ? "%.2f".formatted(number) : String.valueOf(figure);
  }

  private void cost(String name, Cost cost) {
    say(
        "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |",
        name, cost.dynamo(), cost.lambda(), cost.sqs(), cost.log(), cost.total());
  }

  private void traces() throws IOException {
    say("## Round trips and units\n");
    say("Per event, as DynamoDB Local counts them, indexes included.\n");
    say("| trace | batch | calls | read units | write units |\n|---|---|---|---|---|");
    var tables = new LocalTables();
    for (var line : new Traces(tables).all()) {
      say(
          "| %s | %d | %.2f | %.2f | %.2f |",
          line.trace(), line.batch(), line.calls(), line.readUnits(), line.writeUnits());
    }
    tables.close();
    say("");
  }

  private void scale() throws IOException {
    progress("scale, in memory");
    say("## Scale\n");
    say(
        "Each event is about a recording of its own; us per event while the table grows to so many rows.\n");
    say("| store | events | seconds | events/s | 1,000 | 10,000 | 100,000 | 1,000,000 |");
    say("|---|---|---|---|---|---|---|---|");
    scale("in memory", Scale.inMemory(Integer.getInteger("bench.events", 1_000_000)));
    progress("scale, on DynamoDB Local");
    var tables = new LocalTables();
    scale(
        "DynamoDB Local",
        Scale.onDynamoDbLocal(tables, Integer.getInteger("bench.local.events", 100_000)));
    tables.close();
    say("");
  }

  private void pages() {
    say("## Pages\n");
    say("A page of twenty recordings, 500 of them one after the other, on DynamoDB Local.\n");
    say("| rows | caller | median ms | p95 ms |");
    say("|---|---|---|---|");
    var tables = new LocalTables();
    tables.empty();
    int before = 0;
    for (int rows : List.of(1_000, 100_000)) {
      for (var figure : Pages.at(tables, before, rows)) {
        say(
            "| %,d | %s | %.1f | %.1f |"
                .formatted(rows, figure.caller(), figure.median(), figure.p95()));
      }
      before = rows;
    }
    say("");
  }

  private void scale(String store, Scale.Run run) {
    var windows = new ArrayList<String>();
    run.windows().forEach(window -> windows.add("%.0f".formatted(window.micros())));
    while (windows.size() < 4) {
      windows.add("");
    }
    say(
        "| %s | %,d | %.0f | %,.0f | %s |",
        store,
        run.events(),
        run.seconds(),
        run.events() / run.seconds(),
        String.join(" | ", windows));
  }

  private void decide() throws Exception {
    say("## Decide\n");
    var results =
        new Runner(
                new OptionsBuilder()
                    .include(DecideBenchmark.class.getName())
                    .verbosity(org.openjdk.jmh.runner.options.VerboseMode.SILENT)
                    .build())
            .run();
    for (var result : results) {
      var primary = result.getPrimaryResult();
      say(
          "%,.0f decisions a second on one core (JMH, ± %,.0f).",
          primary.getScore(), primary.getScoreError());
    }
  }

  private void progress(String what) {
    console.printf(Locale.ROOT, "[%tT] %s%n", System.currentTimeMillis(), what);
    console.flush();
  }

  private void line(String text) {
    say("%s", text);
  }

  private void say(String format, Object... figures) {
    var line = figures.length == 0 ? format : String.format(Locale.ROOT, format, figures);
    report.append(line).append('\n');
    console.println(line);
    console.flush();
  }
}
