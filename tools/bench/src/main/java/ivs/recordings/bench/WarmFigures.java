package ivs.recordings.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What an event costs once everything is loaded, with the compiler that is deployed.
///
/// @param young after 10,000 events, while the JVM still compiles
/// @param steady after 80,000
/// @param heapMegabytes live after a collection
/// @param classes loaded when the first event was done
record WarmFigures(
    Window young,
    Window steady,
    Spread heapMegabytes,
    Spread classes,
    Spread threads,
    double callsPerEvent,
    double logBytesPerEvent) {
  private static final int COLUMNS = 12;

  /// @param cpuMicros of all threads, per event
  /// @param kilobytes allocated by all threads, per event
  /// @param p50 milliseconds of an invocation, as `p99`
  record Window(Spread cpuMicros, Spread kilobytes, Spread p50, Spread p99) {
    private static Window of(List<Spread> columns) {
      return new Window(columns.get(0), columns.get(1), columns.get(2), columns.get(3));
    }
  }

  static WarmFigures of(Candidate candidate, Stub stub, Path log, int batch, int runs)
      throws Exception {
    var columns = new ArrayList<List<Double>>();
    for (int n = 0; n < COLUMNS; n++) {
      columns.add(new ArrayList<>());
    }
    stub.calls();
    var events = 0.0;
    var bytes = 0.0;
    for (int run = 0; run < runs; run++) {
      var command = List.of(Warm.class.getName(), candidate.handler(), String.valueOf(batch));
      var process = candidate.startMain(stub, List.of("-Xmx512m", ColdStart.C1), command, log);
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      var figures = line(log).split(" ");
      for (int n = 0; n < COLUMNS; n++) {
        columns.get(n).add(Double.parseDouble(figures[n + 1]));
      }
      events += Double.parseDouble(figures[COLUMNS]);
      bytes += Files.size(log);
    }
    var spreads = columns.stream().map(Spread::of).toList();
    return new WarmFigures(
        Window.of(spreads.subList(0, 4)),
        Window.of(spreads.subList(4, 8)),
        spreads.get(8),
        spreads.get(9),
        spreads.get(10),
        stub.calls() / events,
        bytes / events);
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
