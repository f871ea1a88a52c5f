package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Metrics in CloudWatch's embedded metric format: one line for all that has no dimension, and one
/// more for each value of a dimension that occurred. A count of 0 is not written, and an hour
/// without a metric costs nothing.
final class MetricLines {
  /// CloudWatch takes 100 values for one metric of one line.
  static final int MOST_VALUES = 100;

  /// What one line is about; the first is about everything.
  private record Place(String dimension, String value) implements Comparable<Place> {
    static final Place ANYWHERE = new Place("", "");

    boolean isAnywhere() {
      return dimension.isEmpty();
    }

    @Override
    public int compareTo(Place other) {
      int byDimension = dimension.compareTo(other.dimension);
      return byDimension != 0 ? byDimension : value.compareTo(other.value);
    }
  }

  private final String namespace;
  private final SortedMap<Place, SortedMap<Metric, List<Double>>> lines = new TreeMap<>();

  MetricLines(String namespace) {
    this.namespace = namespace;
  }

  void count(Metric metric, double howMuch) {
    count(Place.ANYWHERE, metric, howMuch);
  }

  /// Counts it over all, and for one value of its dimension.
  void count(Metric metric, String value, double howMuch) {
    count(metric, howMuch);
    count(new Place(metric.dimension().orElseThrow(), value), metric, howMuch);
  }

  private void count(Place place, Metric metric, double howMuch) {
    if (howMuch != 0) {
      var metrics = at(place);
      var before = metrics.get(metric);
      metrics.put(metric, List.of(before == null ? howMuch : before.getFirst() + howMuch));
    }
  }

  /// Says how much there is now, also if there is nothing.
  void measure(Metric metric, double howMuch) {
    at(Place.ANYWHERE).put(metric, List.of(howMuch));
  }

  /// Adds one of several values.
  void sample(Metric metric, double value) {
    var values = at(Place.ANYWHERE).computeIfAbsent(metric, _ -> new ArrayList<>());
    if (values.size() < MOST_VALUES) {
      values.add(value);
    }
  }

  private Map<Metric, List<Double>> at(Place place) {
    return lines.computeIfAbsent(place, _ -> new TreeMap<>());
  }

  void write(Instant now) {
    for (var text : texts(now)) {
      StandardOutput.print(text);
    }
  }

  List<String> texts(Instant now) {
    var texts = new ArrayList<String>();
    for (var place : lines.entrySet()) {
      texts.add(line(now, place.getKey(), place.getValue()));
    }
    return texts;
  }

  private String line(Instant now, Place place, Map<Metric, List<Double>> metrics) {
    var text = new StringWriter();
    try (var json = JsonFields.MAPPER.createGenerator(text)) {
      json.writeStartObject();
      declare(json, now, place, metrics);
      if (!place.isAnywhere()) {
        json.writeStringField(place.dimension(), place.value());
      }
      for (var metric : metrics.entrySet()) {
        json.writeFieldName(metric.getKey().word());
        write(json, metric.getValue());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private void declare(
      JsonGenerator json, Instant now, Place place, Map<Metric, List<Double>> metrics)
      throws IOException {
    json.writeObjectFieldStart("_aws");
    json.writeNumberField("Timestamp", now.toEpochMilli());
    json.writeArrayFieldStart("CloudWatchMetrics");
    json.writeStartObject();
    json.writeStringField("Namespace", namespace);
    json.writeArrayFieldStart("Dimensions");
    json.writeStartArray();
    if (!place.isAnywhere()) {
      json.writeString(place.dimension());
    }
    json.writeEndArray();
    json.writeEndArray();
    json.writeArrayFieldStart("Metrics");
    for (var metric : metrics.keySet()) {
      json.writeStartObject();
      json.writeStringField("Name", metric.word());
      json.writeStringField("Unit", metric.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, List<Double> values) throws IOException {
    if (values.size() == 1) {
      write(json, values.getFirst());
      return;
    }
    json.writeStartArray();
    for (var value : values) {
      write(json, value);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, double value) throws IOException {
    if (value == Math.rint(value)) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
