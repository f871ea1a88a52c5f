package ivs.recordings.local.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.TemplateSection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// An alarm of the template, judged as CloudWatch judges it: once a minute, by the last periods up
/// to that minute.
public final class Alarm {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<String> AS_THEY_STAND =
      List.of(
          "AlarmActions",
          "OKActions",
          "Namespace",
          "MetricName",
          "Dimensions",
          "Statistic",
          "ExtendedStatistic",
          "Metrics");

  /// What CloudWatch says of an alarm.
  enum State {
    OK,
    ALARM,
    INSUFFICIENT_DATA
  }

  private final String name;
  private final JsonNode properties;
  private final String description;
  private final List<MetricQueries.Query> queries;
  private final String watched;
  private final Duration period;
  private final int evaluationPeriods;
  private final int datapointsToAlarm;
  private final String comparison;
  private final double threshold;
  private final String missing;

  private Alarm(String name, JsonNode properties) {
    this.name = name;
    this.properties = properties;
    this.description = properties.path("AlarmDescription").asText();
    var asked = properties.has("Metrics") ? properties.path("Metrics") : single(properties);
    this.queries = CloudWatchApi.queries(asked);
    this.watched = watched(asked);
    this.period = Duration.ofSeconds(asked.findPath("Period").asLong());
    this.evaluationPeriods = properties.path("EvaluationPeriods").asInt();
    this.datapointsToAlarm = properties.path("DatapointsToAlarm").asInt(evaluationPeriods);
    this.comparison = properties.path("ComparisonOperator").asText();
    this.threshold = properties.path("Threshold").asDouble();
    this.missing = properties.path("TreatMissingData").asText("missing");
  }

  /// Reads the resource of this name.
  ///
  /// @throws IllegalArgumentException if it holds what is not known here
  public static Alarm of(String name, TemplateSection properties) {
    return new Alarm(name, JSON.valueToTree(properties.values()));
  }

  public String name() {
    return name;
  }

  public String description() {
    return description;
  }

  /// An alarm on one metric, as the query that it stands for.
  private static ArrayNode single(JsonNode properties) {
    var queries = JSON.createArrayNode();
    var query = queries.addObject().put("Id", "single");
    var stat = query.putObject("MetricStat");
    stat.set("Period", properties.path("Period"));
    stat.put(
        "Stat", properties.path("Statistic").asText(properties.path("ExtendedStatistic").asText()));
    stat.putObject("Metric")
        .put("Namespace", properties.path("Namespace").asText())
        .put("MetricName", properties.path("MetricName").asText())
        .set("Dimensions", properties.path("Dimensions"));
    return queries;
  }

  private static String watched(JsonNode queries) {
    for (var query : queries) {
      if (query.path("ReturnData").asBoolean(true)) {
        return query.path("Id").asText();
      }
    }
    throw new IllegalArgumentException("an alarm needs one query that returns data");
  }

  /// @param before what it said a minute ago
  State judge(MetricStore metrics, Instant now, State before) {
    var end = now.truncatedTo(ChronoUnit.MINUTES);
    var values =
        new MetricQueries(
                metrics,
                queries,
                length ->
                    new MetricPeriods(
                        end.minus(length.multipliedBy(evaluationPeriods)),
                        length,
                        evaluationPeriods))
            .answer(watched)
            .values();
    var known = values.stream().filter(value -> !value.isNaN()).toList();
    if (known.isEmpty() && missing.equals("ignore")) {
      return before;
    }
    if (known.isEmpty() && missing.equals("missing")) {
      return State.INSUFFICIENT_DATA;
    }
    var breaching = known.stream().filter(this::breaches).count();
    if (missing.equals("breaching")) {
      breaching += values.size() - known.size();
    }
    return breaching >= datapointsToAlarm ? State.ALARM : State.OK;
  }

  private boolean breaches(double value) {
    return switch (comparison) {
      case "GreaterThanThreshold" -> value > threshold;
      case "GreaterThanOrEqualToThreshold" -> value >= threshold;
      case "LessThanThreshold" -> value < threshold;
      case "LessThanOrEqualToThreshold" -> value <= threshold;
      default -> throw new IllegalArgumentException(comparison + " is not known here");
    };
  }

  /// Whether it goes on because nothing is measured.
  boolean isAboutSilence() {
    return missing.equals("breaching");
  }

  /// What it watches, as DescribeAlarms tells of it.
  ObjectNode json() {
    var json = JSON.createObjectNode().put("AlarmName", name).put("AlarmDescription", description);
    json.put("AlarmArn", LocalNames.regional("cloudwatch", "alarm:" + name))
        .put("ActionsEnabled", true);
    for (var field : AS_THEY_STAND) {
      if (properties.has(field)) {
        json.set(field, properties.path(field));
      }
    }
    if (!properties.has("Metrics")) {
      json.put("Period", period.toSeconds());
    }
    json.put("EvaluationPeriods", evaluationPeriods).put("DatapointsToAlarm", datapointsToAlarm);
    json.put("ComparisonOperator", comparison).put("Threshold", threshold);
    return json.put("TreatMissingData", missing);
  }

  /// How far back it looks.
  public Duration reach() {
    return period.multipliedBy(evaluationPeriods);
  }
}
