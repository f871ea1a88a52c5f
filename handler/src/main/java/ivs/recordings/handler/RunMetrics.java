package ivs.recordings.handler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// What a run of the reconciler did, in CloudWatch's embedded metric format: a line for the run,
/// and one more for each kind of repair and each source of faults that occurred in it.
final class RunMetrics {
  private static final Logger LOG = LogManager.getLogger(FunctionLog.METRICS);

  private RunMetrics() {}

  static void write(String namespace, ReconcilerReport report, Instant now) {
    lines(namespace, report, now).forEach(LOG::info);
  }

  private static List<String> lines(String namespace, ReconcilerReport report, Instant now) {
    var lines = new ArrayList<String>();
    lines.add(
        BatchMetrics.line(
            namespace,
            now,
            Map.of(),
            Map.of("ReconcilerRuns", 1L, "OpenRecordings", report.open()),
            List.of()));
    report
        .repairs()
        .forEach((kind, count) -> {
          if (count > 0) {
            lines.add(line(namespace, now, "Kind", kind.word(), "ReconcilerRepairs", count));
          }
        });
    report
        .faults()
        .forEach((source, count) ->
            lines.add(line(namespace, now, "Source", source, "ReconcilerFaults", count)));
    return lines;
  }

  private static String line(
      String namespace, Instant now, String dimension, String value, String metric, long count) {
    return BatchMetrics.line(
        namespace, now, Map.of(dimension, value), Map.of(metric, count), List.of());
  }
}
