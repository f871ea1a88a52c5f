package ivs.recordings.handler;

import ivs.recordings.handler.Effect.Failed;
import ivs.recordings.handler.Effect.Ignored;
import ivs.recordings.handler.Effect.Parked;
import ivs.recordings.handler.Effect.Unchanged;
import ivs.recordings.handler.Effect.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a batch did.
final class BatchMetrics {
  private final MetricLines lines;

  BatchMetrics(String namespace) {
    this.lines = new MetricLines(namespace);
  }

  void received() {
    lines.count(Metric.EVENTS_RECEIVED, 1);
  }

  void count(Effect effect) {
    if (effect instanceof Written) {
      lines.count(Metric.EVENTS_WRITTEN, 1);
    } else if (effect instanceof Unchanged) {
      lines.count(Metric.EVENTS_UNCHANGED, 1);
    } else if (effect instanceof Failed) {
      lines.count(Metric.EVENTS_FAILED, 1);
    } else if (effect instanceof Parked(var cause)) {
      lines.count(Metric.EVENTS_PARKED, cause.reason(), 1);
    } else {
      lines.count(Metric.EVENTS_IGNORED, ((Ignored) effect).type(), 1);
    }
  }

  /// What became of an event that had a row to go to. How long its way took is told only where that
  /// was nobody's fault but the way's: not of one that waited for a person, and not of one that a
  /// replay brought again.
  void count(Entered entered, Instant now) {
    count(entered.effect());
    var waited = entered.entry().hasWaited();
    var isWritten = entered.effect() instanceof Written;
    if (isWritten && !waited) {
      var age = Duration.between(entered.entry().event().envelope().time(), now);
      lines.sample(Metric.EVENT_AGE, (double) Math.max(0, age.toMillis()));
    }
    if (waited && (isWritten || entered.effect() instanceof Unchanged)) {
      lines.count(Metric.EVENTS_RELEASED, 1);
    }
  }

  void count(Writing writing) {
    writing.count(lines);
  }

  /// The first batch of a process, or of one that a snapshot was restored to.
  void coldStart(boolean onAotCache) {
    lines.count(Metric.COLD_STARTS, 1);
    lines.count(Metric.AOT_CACHE_USES, onAotCache ? 1 : 0);
  }

  List<String> texts(Instant now) {
    return lines.texts(now);
  }

  void write(Instant now) {
    lines.write(now);
  }
}
