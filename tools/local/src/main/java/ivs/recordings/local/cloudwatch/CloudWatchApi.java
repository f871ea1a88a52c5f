package ivs.recordings.local.cloudwatch;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.gateway.QueryProtocol;
import ivs.recordings.local.gateway.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// CloudWatch's questions about metrics and alarms, answered from what this system measured. It
/// speaks the query protocol, as SDKs did for long, and JSON, as the AWS CLI does now.
public final class CloudWatchApi implements Request.Handler {
  public static final String TARGET = "GraniteServiceVersion20100801.";

  private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MetricStore metrics;
  private final AlarmEvaluator alarms;

  public CloudWatchApi(MetricStore metrics, AlarmEvaluator alarms) {
    this.metrics = metrics;
    this.alarms = alarms;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var target = request.getHeaders().get("X-Amz-Target");
    try {
      var body = read(request);
      if (target != null) {
        var operation = target.substring(target.indexOf('.') + 1);
        var answer = answer(operation, json(body), CloudWatchApi::epochSeconds).toString();
        write(response, callback, "application/x-amz-json-1.0", answer);
      } else {
        var form = QueryProtocol.read(body);
        var operation = form.path("Action").asText();
        var answer =
            answer(operation, form, time -> JSON.getNodeFactory().textNode(time.toString()));
        write(response, callback, "text/xml", QueryProtocol.answer(NAMESPACE, operation, answer));
      }
    } catch (ServiceException refused) {
      refused.asError().write(request, response, callback);
    } catch (IllegalArgumentException | DateTimeException unfit) {
      new ErrorResponse(
              HttpStatus.BAD_REQUEST_400, "ValidationError", String.valueOf(unfit.getMessage()))
          .write(request, response, callback);
    }
    return true;
  }

  /// How a protocol writes a time.
  private interface Times {
    JsonNode of(Instant time);
  }

  private static JsonNode epochSeconds(Instant time) {
    return JSON.getNodeFactory().numberNode(time.getEpochSecond());
  }

  private ObjectNode answer(String operation, JsonNode asked, Times times) throws ServiceException {
    return switch (operation) {
      case "GetMetricData" -> getMetricData(asked, times);
      case "GetMetricStatistics" -> getMetricStatistics(asked, times);
      case "ListMetrics" -> listMetrics(asked);
      case "DescribeAlarms" -> describeAlarms(asked, times);
      default ->
          throw new ServiceException(
              "InvalidAction",
              "the embedded CloudWatch knows GetMetricData, GetMetricStatistics, ListMetrics and DescribeAlarms, not "
                  + operation);
    };
  }

  private ObjectNode describeAlarms(JsonNode asked, Times times) {
    var names = new ArrayList<String>();
    asked.path("AlarmNames").forEach(name -> names.add(name.asText()));
    var answer = JSON.createObjectNode();
    var list = answer.putArray("MetricAlarms");
    answer.putArray("CompositeAlarms");
    for (var standing : alarms.judge()) {
      var name = standing.alarm().name();
      if ((names.isEmpty() || names.contains(name))
          && name.startsWith(asked.path("AlarmNamePrefix").asText())
          && matches(asked, "StateValue", standing.state().name())) {
        var alarm = standing.alarm().json().put("StateValue", standing.state().name());
        alarm.set("StateUpdatedTimestamp", times.of(standing.since()));
        alarm.set("StateTransitionedTimestamp", times.of(standing.since()));
        list.add(alarm);
      }
    }
    return answer;
  }

  private ObjectNode listMetrics(JsonNode asked) {
    var answer = JSON.createObjectNode();
    var list = answer.putArray("Metrics");
    metrics.names().stream()
        .filter(metric -> matches(asked, "Namespace", metric.namespace()))
        .filter(metric -> matches(asked, "MetricName", metric.name()))
        .filter(metric -> hasAll(metric, asked.path("Dimensions")))
        .sorted(
            comparing(MetricName::namespace)
                .thenComparing(MetricName::name)
                .thenComparing(metric -> metric.dimensions().toString()))
        .forEach(metric -> describe(metric, list.addObject()));
    return answer;
  }

  private static boolean matches(JsonNode asked, String field, String value) {
    return !asked.has(field) || asked.path(field).asText().equals(value);
  }

  private static boolean hasAll(MetricName metric, JsonNode filters) {
    for (var filter : filters) {
      var value = metric.dimensions().get(filter.path("Name").asText());
      if (value == null || !matches(filter, "Value", value)) {
        return false;
      }
    }
    return true;
  }

  private static void describe(MetricName metric, ObjectNode json) {
    json.put("Namespace", metric.namespace());
    json.put("MetricName", metric.name());
    var dimensions = json.putArray("Dimensions");
    metric
        .dimensions()
        .forEach((name, value) -> dimensions.addObject().put("Name", name).put("Value", value));
  }

  private ObjectNode getMetricData(JsonNode asked, Times times) {
    var from = time(asked, "StartTime");
    var to = time(asked, "EndTime");
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("StartTime must be before EndTime");
    }
    var asks = asked.path("MetricDataQueries");
    var all =
        new MetricQueries(
            metrics, queries(asks), period -> MetricPeriods.between(from, to, period));
    var answer = JSON.createObjectNode();
    var results = answer.putArray("MetricDataResults");
    for (var query : asks) {
      if (query.path("ReturnData").asBoolean(true)) {
        var id = query.path("Id").asText();
        var result = results.addObject().put("Id", id).put("Label", label(query));
        var ascending = asked.path("ScanBy").asText().equals("TimestampAscending");
        write(all.answer(id), ascending, times, result);
        result.put("StatusCode", "Complete");
      }
    }
    answer.putArray("Messages");
    return answer;
  }

  private static MetricQueries.Query query(JsonNode query) {
    var id = query.path("Id").asText();
    if (query.hasNonNull("Expression")) {
      return new MetricQueries.Calculated(
          id,
          MetricMath.of(query.path("Expression").asText()),
          Optional.of(query).filter(q -> q.has("Period")).map(CloudWatchApi::period));
    }
    var stat = query.path("MetricStat");
    return new MetricQueries.Of(
        id,
        metric(stat.path("Metric")),
        MetricStatistic.of(stat.path("Stat").asText()),
        period(stat));
  }

  private static String label(JsonNode query) {
    var metric = query.path("MetricStat").path("Metric").path("MetricName");
    return query.path("Label").asText(metric.asText(query.path("Id").asText()));
  }

  private static void write(
      MetricQueries.Series series, boolean ascending, Times times, ObjectNode result) {
    var timestamps = result.putArray("Timestamps");
    var values = result.putArray("Values");
    var count = series.values().size();
    for (var i = 0; i < count; i++) {
      var at = ascending ? i : count - 1 - i;
      if (!series.values().get(at).isNaN()) {
        timestamps.add(times.of(series.periods().start(at)));
        values.add(series.values().get(at));
      }
    }
  }

  private ObjectNode getMetricStatistics(JsonNode asked, Times times) {
    var periods =
        MetricPeriods.between(time(asked, "StartTime"), time(asked, "EndTime"), period(asked));
    Map<String, double[]> plain = new HashMap<>();
    Map<String, double[]> extended = new HashMap<>();
    for (var name : asked.path("Statistics")) {
      plain.put(name.asText(), read(asked, name.asText(), periods));
    }
    for (var name : asked.path("ExtendedStatistics")) {
      extended.put(name.asText(), read(asked, name.asText(), periods));
    }
    var answer = JSON.createObjectNode().put("Label", asked.path("MetricName").asText());
    var datapoints = answer.putArray("Datapoints");
    var count = read(asked, "SampleCount", periods);
    IntStream.range(0, count.length)
        .filter(i -> !Double.isNaN(count[i]))
        .forEach(i -> datapoint(i, periods, plain, extended, times, datapoints));
    return answer;
  }

  private static void datapoint(
      int index,
      MetricPeriods periods,
      Map<String, double[]> plain,
      Map<String, double[]> extended,
      Times times,
      ArrayNode datapoints) {
    var datapoint = datapoints.addObject();
    datapoint.set("Timestamp", times.of(periods.start(index)));
    plain.forEach((name, values) -> datapoint.put(name, values[index]));
    if (!extended.isEmpty()) {
      // A map, which the query protocol would write differently; ours are asked by GetMetricData.
      var statistics = datapoint.putObject("ExtendedStatistics");
      extended.forEach((name, values) -> statistics.put(name, values[index]));
    }
  }

  private double[] read(JsonNode asked, String statistic, MetricPeriods periods) {
    return metrics.read(metric(asked), MetricStatistic.of(statistic), periods);
  }

  private static MetricName metric(JsonNode metric) {
    var dimensions = new HashMap<String, String>();
    metric
        .path("Dimensions")
        .forEach(each -> dimensions.put(each.path("Name").asText(), each.path("Value").asText()));
    return MetricName.of(
        metric.path("Namespace").asText(), metric.path("MetricName").asText(), dimensions);
  }

  private static Duration period(JsonNode asked) {
    return Duration.ofSeconds(asked.path("Period").asLong());
  }

  private static Instant time(JsonNode asked, String field) {
    var value = asked.path(field);
    return value.isNumber()
        ? Instant.ofEpochMilli(Math.round(value.asDouble() * 1000))
        : OffsetDateTime.parse(value.asText()).toInstant();
  }

  private static String read(Request request) throws ServiceException {
    try {
      var body = Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES).join();
      return new String(body, StandardCharsets.UTF_8);
    } catch (CompletionException tooLong) {
      throw new ServiceException("ValidationError", "the request is longer than any can be");
    }
  }

  private static JsonNode json(String body) throws ServiceException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new ServiceException("SerializationException", "the request is not JSON");
    }
  }

  private static void write(Response response, Callback callback, String type, String body) {
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    Content.Sink.write(response, true, body, callback);
  }

  /// The queries in the form in which template.yaml and GetMetricData have them.
  static List<MetricQueries.Query> queries(JsonNode queries) {
    var all = new ArrayList<MetricQueries.Query>();
    queries.forEach(query -> all.add(query(query)));
    return all;
  }
}
