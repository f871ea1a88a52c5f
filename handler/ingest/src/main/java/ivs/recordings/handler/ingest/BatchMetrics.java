package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.Outcome.Failed;
import ivs.recordings.handler.ingest.Outcome.Ignored;
import ivs.recordings.handler.ingest.Outcome.Parked;
import ivs.recordings.handler.ingest.Outcome.Unchanged;
import ivs.recordings.handler.ingest.Outcome.Written;
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

  void received() {
    metrics.count(Metric.EVENTS_RECEIVED, 1);
  }

  void count(Outcome effect) {
    switch (effect) {
      case Written _ -> metrics.count(Metric.EVENTS_WRITTEN, 1);
      case Unchanged() -> metrics.count(Metric.EVENTS_UNCHANGED, 1);
      case Parked(var cause) -> metrics.count(Metric.EVENTS_PARKED, cause.reason(), 1);
      case Ignored(var type) -> metrics.count(Metric.EVENTS_IGNORED, type, 1);
      case Failed _ -> metrics.count(Metric.EVENTS_FAILED, 1);
    }
  }

  /// The outcome of an event that concerns a row. EventAge excludes events that were parked and
  /// those of a replay: their age says nothing of the delivery.
  void count(EventResult entered, Instant now) {
    count(entered.effect());
    var waited = entered.entry().hasWaited();
    var isWritten = entered.effect() instanceof Written;
    if (isWritten && !waited) {
      var age = Duration.between(entered.entry().event().envelope().time(), now);
      metrics.sample(Metric.EVENT_AGE, (double) Math.max(0, age.toMillis()));
    }
    if (waited && (isWritten || entered.effect() instanceof Unchanged)) {
      metrics.count(Metric.EVENTS_RELEASED, 1);
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
