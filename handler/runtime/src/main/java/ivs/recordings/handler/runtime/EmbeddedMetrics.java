package ivs.recordings.handler.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Metrics in CloudWatch's embedded metric format: one line for all that has no dimension, and one
/// more for each value of a dimension that occurred. A count of 0 is not written, and an hour
/// without a metric costs nothing.
public final class EmbeddedMetrics {
  private static final Logger LOG = LogManager.getLogger(EmbeddedMetrics.class);

  /// CloudWatch takes 100 values for one metric of one line.
  private static final int MOST_VALUES = 100;

  private final String namespace;
  private final SortedMap<Metric, List<Double>> overall = new TreeMap<>();

  /// By dimension, then by its value.
  private final SortedMap<String, SortedMap<String, SortedMap<Metric, List<Double>>>> byDimension =
      new TreeMap<>();

  public EmbeddedMetrics(String namespace) {
    this.namespace = namespace;
  }

  /// Counts it over all, and for one value of each of its dimensions.
  ///
  /// @param values in the order of the metric's dimensions
  public void count(Metric metric, double howMuch, String... values) {
    if (howMuch == 0) {
      return;
    }
    add(overall, metric, howMuch);
    for (int i = 0; i < values.length; i++) {
      var ofValue =
          byDimension
              .computeIfAbsent(metric.dimensions().get(i), _ -> new TreeMap<>())
              .computeIfAbsent(values[i], _ -> new TreeMap<>());
      add(ofValue, metric, howMuch);
    }
  }

  private static void add(Map<Metric, List<Double>> metrics, Metric metric, double howMuch) {
    metrics.merge(
        metric, List.of(howMuch), (before, more) -> List.of(before.getFirst() + more.getFirst()));
  }

  /// Says how much there is now, also if there is nothing.
  public void measure(Metric metric, double howMuch) {
    overall.put(metric, List.of(howMuch));
  }

  /// Adds one of several values.
  public void sample(Metric metric, double value) {
    var values = overall.computeIfAbsent(metric, _ -> new ArrayList<>());
    if (values.size() < MOST_VALUES) {
      values.add(value);
    }
  }

  public void write(Instant now) {
    if (!overall.isEmpty()) {
      LOG.info(line(now, overall, Map.of()));
    }
    byDimension.forEach((dimension, values) ->
        values.forEach((value, metrics) -> LOG.info(line(now, metrics, Map.of(dimension, value)))));
  }

  private LogFields line(
      Instant now, Map<Metric, List<Double>> metrics, Map<String, String> dimensions) {
    var declared =
        metrics.keySet().stream()
            .map(metric -> Map.of("Name", metric.word(), "Unit", metric.unit()))
            .toList();
    var directive =
        Map.of(
            "Namespace", namespace,
            "Dimensions", List.of(List.copyOf(dimensions.keySet())),
            "Metrics", declared);
    var line =
        new LogFields()
            .with(
                "_aws",
                Map.of("Timestamp", now.toEpochMilli(), "CloudWatchMetrics", List.of(directive)));
    dimensions.forEach(line::with);
    metrics.forEach((metric, values) -> {
      var numbers = values.stream().map(EmbeddedMetrics::number).toList();
      line.with(metric.word(), numbers.size() == 1 ? numbers.getFirst() : numbers);
    });
    return line;
  }

  /// Counts are whole; as a double, one would be written with a point.
  private static Number number(double value) {
    long whole = Math.round(value);
    return value == whole ? (Number) whole : (Number) value;
  }
}
