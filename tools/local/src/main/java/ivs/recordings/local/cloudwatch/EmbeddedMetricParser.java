package ivs.recordings.local.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/// Reads what functions write into their logs as metrics, in CloudWatch's embedded metric format.
final class EmbeddedMetricParser {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MetricStore metrics;

  EmbeddedMetricParser(MetricStore metrics) {
    this.metrics = metrics;
  }

  /// Takes a line of a log; one that holds no metrics tells nothing.
  void read(String line) {
    if (!line.startsWith("{") || !line.contains("\"_aws\"")) {
      return;
    }
    try {
      keep(JSON.readTree(line));
    } catch (JsonProcessingException notJson) {
      // A line that was written into another: CloudWatch would pass it over, too.
    }
  }

  private void keep(JsonNode line) {
    var at = Instant.ofEpochMilli(line.path("_aws").path("Timestamp").asLong());
    for (var directive : line.path("_aws").path("CloudWatchMetrics")) {
      for (var dimensions : directive.path("Dimensions")) {
        var values = new TreeMap<String, String>();
        dimensions.forEach(name -> values.put(name.asText(), line.path(name.asText()).asText()));
        for (var metric : directive.path("Metrics")) {
          var name = metric.path("Name").asText();
          var given = line.path(name);
          var numbers =
              given.isArray()
                  ? StreamSupport.stream(given.spliterator(), false)
                      .mapToDouble(JsonNode::asDouble)
                      .toArray()
                  : new double[] {given.asDouble()};
          if (!given.isMissingNode()) {
            metrics.add(
                at, new MetricName(directive.path("Namespace").asText(), name, values), numbers);
          }
        }
      }
    }
  }
}
