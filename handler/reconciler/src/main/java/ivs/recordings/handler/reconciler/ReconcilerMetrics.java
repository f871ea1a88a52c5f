package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.Metric;
import java.time.Instant;

/// What a run of the reconciler did.
final class ReconcilerMetrics {
  private ReconcilerMetrics() {}

  /// @param whole whether the run was about all profiles; else it has not counted everything
  static void write(String namespace, ReconcilerReport report, boolean whole, Instant now) {
    var metrics = new EmbeddedMetrics(namespace);
    metrics.count(Metric.RECONCILER_RUNS, 1);
    if (whole) {
      report.open().ifPresent(open -> metrics.measure(Metric.OPEN_RECORDINGS, (double) open));
    }
    report
        .parkedOverAnHour()
        .ifPresent(old -> metrics.measure(Metric.PARKED_OVER_AN_HOUR, (double) old));
    report
        .repairs()
        .forEach((kind, count) -> {
          if (count > 0) {
            metrics.count(Metric.RECONCILER_REPAIRS, count.doubleValue(), kind.word());
            metrics.count(Metric.EVENTS_LOST, kind.tellsOfALostEvent() ? count.doubleValue() : 0);
          }
        });
    metrics.count(Metric.RECORDINGS_AVAILABLE, (double) report.repairs(Kind.AVAILABLE));
    metrics.count(Metric.MEDIA_MISSING, (double) report.repairs(Kind.MEDIA_MISSING));
    report
        .faults()
        .forEach((source, count) ->
            metrics.count(Metric.RECONCILER_FAULTS, count.doubleValue(), source));
    report.writing().count(metrics);
    metrics.write(now);
  }
}
