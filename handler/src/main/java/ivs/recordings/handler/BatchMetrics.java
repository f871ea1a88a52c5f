package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// What a batch did, in CloudWatch's embedded metric format: a line for the batch, and one more for
/// each reason or type that occurred in it. No dimension ever holds an id, so the number of metrics
/// is fixed, and so is what they cost.
final class BatchMetrics {
  private static final Logger LOG = LogManager.getLogger(FunctionLog.METRICS);

  /// CloudWatch takes 100 values for one metric of one line.
  private static final int MOST_VALUES = 100;

  private final String namespace;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Long> parkedByReason = new TreeMap<>();
  private final Map<String, Long> ignoredByType = new TreeMap<>();
  private final List<Long> agesOfStored = new ArrayList<>();

  BatchMetrics(String namespace) {
    this.namespace = namespace;
    for (var name :
        List.of(
            "EventsReceived",
            "EventsWritten",
            "EventsUnchanged",
            "EventsParked",
            "EventsIgnored",
            "EventsReleased",
            "EventsFailed",
            "WriteConflicts")) {
      counts.put(name, 0L);
    }
  }

  void count(String metric, long howMany) {
    counts.merge(metric, howMany, Long::sum);
  }

  void count(Effect effect) {
    switch (effect) {
      case Effect.Written _ -> count("EventsWritten", 1);
      case Effect.Unchanged _ -> count("EventsUnchanged", 1);
      case Effect.Failed _ -> count("EventsFailed", 1);
      case Effect.Parked(var cause) -> {
        count("EventsParked", 1);
        parkedByReason.merge(cause.reason(), 1L, Long::sum);
      }
      case Effect.Ignored(var type) -> {
        count("EventsIgnored", 1);
        ignoredByType.merge(type, 1L, Long::sum);
      }
    }
  }

  /// From IVS's `time` of the event to its row.
  void stored(Duration age) {
    if (agesOfStored.size() < MOST_VALUES) {
      agesOfStored.add(Math.max(0, age.toMillis()));
    }
  }

  void write(Instant now) {
    lines(now).forEach(LOG::info);
  }

  List<String> lines(Instant now) {
    var lines = new ArrayList<String>();
    lines.add(line(namespace, now, Map.of(), counts, agesOfStored));
    parkedByReason.forEach((reason, count) ->
        lines.add(
            line(
                namespace,
                now,
                Map.of("Reason", reason),
                Map.of("EventsParked", count),
                List.of())));
    ignoredByType.forEach((type, count) ->
        lines.add(
            line(namespace, now, Map.of("Type", type), Map.of("EventsIgnored", count), List.of())));
    return lines;
  }

  /// One line of metrics, each a count, and the ages where there are any.
  static String line(
      String namespace,
      Instant now,
      Map<String, String> dimensions,
      Map<String, Long> counts,
      List<Long> ages) {
    var text = new StringWriter();
    try (var json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("_aws");
      json.writeNumberField("Timestamp", now.toEpochMilli());
      json.writeArrayFieldStart("CloudWatchMetrics");
      json.writeStartObject();
      json.writeStringField("Namespace", namespace);
      json.writeArrayFieldStart("Dimensions");
      json.writeStartArray();
      for (var dimension : dimensions.keySet()) {
        json.writeString(dimension);
      }
      json.writeEndArray();
      json.writeEndArray();
      json.writeArrayFieldStart("Metrics");
      for (var metric : counts.keySet()) {
        declare(json, metric, "Count");
      }
      if (!ages.isEmpty()) {
        declare(json, "EventAge", "Milliseconds");
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      for (var dimension : dimensions.entrySet()) {
        json.writeStringField(dimension.getKey(), dimension.getValue());
      }
      for (var count : counts.entrySet()) {
        json.writeNumberField(count.getKey(), count.getValue());
      }
      if (!ages.isEmpty()) {
        json.writeArrayFieldStart("EventAge");
        for (var age : ages) {
          json.writeNumber(age);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static final JsonFactory FACTORY = new JsonFactory();

  private static void declare(JsonGenerator json, String name, String unit) throws IOException {
    json.writeStartObject();
    json.writeStringField("Name", name);
    json.writeStringField("Unit", unit);
    json.writeEndObject();
  }
}
