package ivs.recordings.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What an event costs once everything is loaded.
///
/// @param cpuMicros of all threads
/// @param kilobytes allocated by all threads
/// @param p50 milliseconds of an invocation, as `p99`
/// @param heapMegabytes live after a collection
/// @param classes loaded when the first event was done
record WarmFigures(
    Spread cpuMicros,
    Spread kilobytes,
    Spread p50,
    Spread p99,
    Spread heapMegabytes,
    Spread classes,
    Spread threads,
    double callsPerEvent,
    double logBytesPerEvent) {
  private static final int EVENTS = 20_000;
  private static final int WARM_UP = 10_000;

  static WarmFigures of(Candidate candidate, Stub stub, Path log, int batch, int runs)
      throws Exception {
    var columns = new ArrayList<List<Double>>();
    for (int n = 0; n < 7; n++) {
      columns.add(new ArrayList<>());
    }
    stub.calls();
    for (int run = 0; run < runs; run++) {
      var command =
          List.of(
              Warm.class.getName(),
              candidate.handler(),
              String.valueOf(batch),
              String.valueOf(EVENTS));
      var process = candidate.startMain(stub, List.of("-Xmx512m"), command, log);
      if (!process.waitFor(3, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      var figures = line(log).split(" ");
      for (int n = 0; n < 7; n++) {
        columns.get(n).add(Double.parseDouble(figures[n + 1]));
      }
    }
    var events = (double) runs * (EVENTS + WARM_UP + batch);
    var spreads = columns.stream().map(Spread::of).toList();
    return new WarmFigures(
        spreads.get(0),
        spreads.get(1),
        spreads.get(2),
        spreads.get(3),
        spreads.get(4),
        spreads.get(5),
        spreads.get(6),
        stub.calls() / events,
        Files.size(log) / (EVENTS + WARM_UP + (double) batch));
  }

  private static String line(Path log) throws Exception {
    var text = Files.readString(log);
    return Arrays.stream(text.split("\n", -1))
        .filter(line -> line.startsWith("warm "))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(text.substring(Math.max(0, text.length() - 2_000))));
  }
}
