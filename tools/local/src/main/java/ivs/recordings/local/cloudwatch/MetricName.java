package ivs.recordings.local.cloudwatch;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What CloudWatch keeps apart: a metric is another one in another namespace, under another name,
/// or with other dimensions.
public record MetricName(String namespace, String name, SortedMap<String, String> dimensions) {
  public MetricName {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
  }

  public static MetricName of(String namespace, String name) {
    return new MetricName(namespace, name, new TreeMap<>());
  }

  public static MetricName of(String namespace, String name, String dimension, String value) {
    return of(namespace, name, Map.of(dimension, value));
  }

  public static MetricName of(String namespace, String name, Map<String, String> dimensions) {
    return new MetricName(namespace, name, new TreeMap<>(dimensions));
  }
}
