package ivs.recordings.local;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What CloudWatch keeps apart: a metric is another one in another namespace, under another name,
/// or with other dimensions.
record MetricName(String namespace, String name, SortedMap<String, String> dimensions) {
  MetricName {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
  }

  static MetricName of(String namespace, String name) {
    return new MetricName(namespace, name, new TreeMap<>());
  }

  static MetricName of(String namespace, String name, String dimension, String value) {
    return of(namespace, name, Map.of(dimension, value));
  }

  static MetricName of(String namespace, String name, Map<String, String> dimensions) {
    return new MetricName(namespace, name, new TreeMap<>(dimensions));
  }
}
