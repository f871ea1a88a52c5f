package ivs.recordings.local.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// What CloudWatch would remember of metrics: each minute's values, for a day, in memory. Safe for
/// several threads.
public final class MetricStore {
  /// Ours are fewer than a hundred; more of them mean an id in a dimension.
  static final int MOST_METRICS = 500;

  static final Duration KEPT = Duration.ofDays(1);

  private static final Logger LOG = LogManager.getLogger(MetricStore.class);

  private final Map<MetricName, NavigableMap<Long, MetricStatistic.Values>> minutes =
      new HashMap<>();

  /// Notes values of one moment. What is a day older than the newest of its metric is forgotten.
  public synchronized void add(Instant at, MetricName metric, double... values) {
    var known = minutes.get(metric);
    if (known == null) {
      if (minutes.size() >= MOST_METRICS) {
        LOG.error("more than {} metrics: {} is not kept", MOST_METRICS, metric);
        return;
      }
      known = new TreeMap<>();
      minutes.put(metric, known);
    }
    var minute = known.computeIfAbsent(minute(at), _ -> new MetricStatistic.Values());
    for (var value : values) {
      minute.add(value);
    }
    known.headMap(known.lastKey() - KEPT.toMinutes(), true).clear();
  }

  synchronized List<MetricName> names() {
    return new ArrayList<>(minutes.keySet());
  }

  /// One value for each period, [Double#NaN] where there was nothing.
  synchronized double[] read(MetricName metric, MetricStatistic statistic, MetricPeriods periods) {
    var values = new double[periods.count()];
    Arrays.fill(values, Double.NaN);
    var known = minutes.getOrDefault(metric, new TreeMap<>());
    for (var i = 0; i < values.length; i++) {
      var all = new MetricStatistic.Values();
      known
          .subMap(minute(periods.start(i)), minute(periods.start(i + 1)))
          .values()
          .forEach(all::addAll);
      if (!all.isEmpty()) {
        values[i] = statistic.of(all);
      }
    }
    return values;
  }

  private static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), MetricPeriods.MINUTE.toSeconds());
  }
}
