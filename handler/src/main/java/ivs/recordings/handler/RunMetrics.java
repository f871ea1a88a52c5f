package ivs.recordings.handler;

import java.time.Instant;

/// What a run of the reconciler did.
final class RunMetrics {
  private RunMetrics() {}

  /// @param whole whether the run was about all profiles; else it has not counted everything
  static void write(String namespace, ReconcilerReport report, boolean whole, Instant now) {
    var lines = new MetricLines(namespace);
    lines.count(Metric.RECONCILER_RUNS, 1);
    if (whole) {
      report.open().ifPresent(open -> lines.measure(Metric.OPEN_RECORDINGS, (double) open));
    }
    report
        .parkedOverAnHour()
        .ifPresent(old -> lines.measure(Metric.PARKED_OVER_AN_HOUR, (double) old));
    report
        .repairs()
        .forEach((kind, count) -> {
          if (count > 0) {
            lines.count(Metric.RECONCILER_REPAIRS, kind.word(), count.doubleValue());
            lines.count(Metric.EVENTS_LOST, kind.tellsOfALostEvent() ? count.doubleValue() : 0);
          }
        });
    report
        .faults()
        .forEach(
            (source, count) -> lines.count(Metric.RECONCILER_FAULTS, source, count.doubleValue()));
    report.writing().count(lines);
    lines.write(now);
  }
}
