package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.row.EventResult;
import ivs.recordings.handler.ingest.row.Outcome.Failed;
import ivs.recordings.handler.ingest.row.Outcome.Ignored;
import ivs.recordings.handler.ingest.row.Outcome.Parked;
import ivs.recordings.handler.ingest.row.Outcome.Unchanged;
import ivs.recordings.handler.ingest.row.Outcome.Written;
import ivs.recordings.handler.ingest.row.WriteStatistics;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.Metric;
import java.time.Duration;
import java.time.Instant;

/// What a batch did.
final class BatchMetrics {
  private final EmbeddedMetrics metrics;

  BatchMetrics(String namespace) {
    this.metrics = new EmbeddedMetrics(namespace);
  }

  void received(int messages) {
    metrics.count(Metric.EVENTS_RECEIVED, messages);
  }

  /// Counts an event once for each message that brought it: received is written, unchanged, parked,
  /// ignored and failed together. What comes from the parked events was counted when it was parked,
  /// and is only released. EventAge leaves out what was parked before: its age says nothing of the
  /// delivery.
  void count(EventResult result, Instant now) {
    var entry = result.entry();
    if (entry.released() && result.isStored()) {
      metrics.count(Metric.EVENTS_RELEASED, 1);
    }
    if (entry.isFromParking()) {
      return;
    }
    switch (result.outcome()) {
      case Written _ -> {
        metrics.count(Metric.EVENTS_WRITTEN, 1);
        if (!entry.released()) {
          var age = Duration.between(entry.event().envelope().time(), now);
          metrics.sample(Metric.EVENT_AGE, (double) Math.max(0, age.toMillis()));
        }
      }
      case Unchanged() -> metrics.count(Metric.EVENTS_UNCHANGED, 1);
      case Parked(var cause) -> metrics.count(Metric.EVENTS_PARKED, 1, cause.reason());
      case Ignored(var type) -> metrics.count(Metric.EVENTS_IGNORED, 1, type);
      case Failed _ -> metrics.count(Metric.EVENTS_FAILED, 1);
    }
  }

  void count(WriteStatistics writing) {
    writing.count(metrics);
  }

  /// The first batch of a process, or of one that a snapshot was restored to.
  void coldStart() {
    metrics.count(Metric.COLD_STARTS, 1);
  }

  void write(Instant now) {
    metrics.write(now);
  }
}
