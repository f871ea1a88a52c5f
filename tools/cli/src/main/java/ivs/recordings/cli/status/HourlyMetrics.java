package ivs.recordings.cli.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/// What CloudWatch knows of the last hour, asked for with one call: sums of what the functions
/// counted, the age of events, and how long messages have been waiting. What was never measured is
/// absent, which for a count means none.
final class HourlyMetrics {
  static final Duration HOUR = Duration.ofHours(1);

  /// Percentiles are of so long.
  private static final int FIVE_MINUTES = 300;

  private static final int MINUTE = 60;

  private static final String LAMBDA = "AWS/Lambda";
  private static final String SQS = "AWS/SQS";
  private static final String OLDEST = "ApproximateAgeOfOldestMessage";

  /// In the order they are shown.
  static final List<String> COUNTS =
      List.of(
          "EventsReceived",
          "EventsWritten",
          "EventsUnchanged",
          "EventsParked",
          "EventsReleased",
          "EventsIgnored",
          "EventsFailed",
          "WriteConflicts",
          "RecordingsStarted",
          "RecordingsCompleted",
          "RecordingsFailed",
          "EventsLost",
          "ReconcilerRuns",
          "DomainEventsPublished",
          "DomainEventsFailed",
          "DomainEventsSkipped",
          "WebhookAttempts",
          "WebhooksDisabled",
          "WebhookFaults",
          "ApiRequests",
          "ApiErrors");

  /// What Lambda counts of the function that events come to.
  static final List<String> CALLS = List.of("Invocations", "Errors", "Throttles");

  private final Map<String, MetricDataResult> results = new HashMap<>();

  /// @param handler the name of the function that events come to
  /// @param publisher the name of the function that publishes domain events
  /// @param queues names of queues, not their addresses
  static HourlyMetrics of(
      CloudWatchClient cloudWatch,
      String namespace,
      String handler,
      String publisher,
      List<String> queues,
      Instant now) {
    var hour = new HourlyMetrics();
    var queries = new ArrayList<MetricDataQuery>();
    COUNTS.forEach(name -> queries.add(query(id(name), namespace, name, "Sum", MINUTE)));
    queries.add(query("p50", namespace, "EventAge", "p50", FIVE_MINUTES));
    queries.add(query("p99", namespace, "EventAge", "p99", FIVE_MINUTES));
    var function = Dimension.builder().name("FunctionName").value(handler).build();
    CALLS.forEach(name -> queries.add(query(id(name), LAMBDA, name, "Sum", MINUTE, function)));
    var published = Dimension.builder().name("FunctionName").value(publisher).build();
    queries.add(query("lag", LAMBDA, "IteratorAge", "Maximum", MINUTE, published));
    for (int i = 0; i < queues.size(); i++) {
      var name = Dimension.builder().name("QueueName").value(queues.get(i)).build();
      queries.add(query("queue" + i, SQS, OLDEST, "Maximum", MINUTE, name));
    }
    var answers =
        cloudWatch.getMetricDataPaginator(get ->
            get.startTime(now.minus(HOUR).truncatedTo(ChronoUnit.MINUTES))
                .endTime(now)
                .metricDataQueries(queries));
    answers
        .metricDataResults()
        .forEach(result -> hour.results.merge(result.id(), result, HourlyMetrics::joined));
    return hour;
  }

  /// An answer may come in several pages.
  private static MetricDataResult joined(MetricDataResult one, MetricDataResult more) {
    var times = new ArrayList<>(one.timestamps());
    times.addAll(more.timestamps());
    var values = new ArrayList<>(one.values());
    values.addAll(more.values());
    return one.toBuilder().timestamps(times).values(values).build();
  }

  private static String id(String metric) {
    return "m" + metric;
  }

  private static MetricDataQuery query(
      String id,
      String namespace,
      String name,
      String statistic,
      int seconds,
      Dimension... dimensions) {
    var metric =
        Metric.builder().namespace(namespace).metricName(name).dimensions(dimensions).build();
    var stat = MetricStat.builder().metric(metric).stat(statistic).period(seconds).build();
    return MetricDataQuery.builder().id(id).metricStat(stat).build();
  }

  long sum(String metric) {
    return Math.round(values(id(metric)).stream().mapToDouble(Double::doubleValue).sum());
  }

  /// The slowest five minutes' share of events that was not older than this when it was stored.
  ///
  /// @param percentile `p50` or `p99`
  Optional<Duration> eventAge(String percentile) {
    return values(percentile).stream()
        .max(Double::compare)
        .map(millis -> Duration.ofMillis(Math.round(millis)));
  }

  /// How old the oldest message was when it was last measured.
  ///
  /// @param index of the queue in the question
  Optional<Duration> oldestMessage(int index) {
    var result = Optional.ofNullable(results.get("queue" + index));
    return result
        .flatMap(known -> newest(known).map(newest -> known.values().get(newest)))
        .map(seconds -> Duration.ofSeconds(Math.round(seconds)));
  }

  /// How far the publisher was behind the table in its last minute with changes.
  Optional<Duration> publisherLag() {
    return Optional.ofNullable(results.get("lag"))
        .flatMap(known -> newest(known).map(newest -> known.values().get(newest)))
        .map(millis -> Duration.ofMillis(Math.round(millis)));
  }

  private static Optional<Integer> newest(MetricDataResult result) {
    Optional<Integer> newest = Optional.empty();
    for (int i = 0; i < result.timestamps().size(); i++) {
      if (newest.isEmpty()
          || result.timestamps().get(i).isAfter(result.timestamps().get(newest.get()))) {
        newest = Optional.of(i);
      }
    }
    return newest;
  }

  /// The last minute with such a count, which is all that a metric knows of the time; nothing where
  /// there was none in the hour.
  Optional<Instant> lastMinute(String metric) {
    var result = Optional.ofNullable(results.get(id(metric)));
    Optional<Instant> last = Optional.empty();
    if (result.isPresent()) {
      for (int i = 0; i < result.get().values().size(); i++) {
        var time = result.get().timestamps().get(i);
        if (result.get().values().get(i) > 0 && last.filter(time::isBefore).isEmpty()) {
          last = Optional.of(time);
        }
      }
    }
    return last;
  }

  private List<Double> values(String id) {
    return Optional.ofNullable(results.get(id)).map(MetricDataResult::values).orElse(List.of());
  }

  ObjectNode json() {
    var json = JsonOutput.object();
    COUNTS.forEach(name -> json.put(name, sum(name)));
    eventAge("p50").ifPresent(age -> json.put("EventAgeP50Ms", age.toMillis()));
    eventAge("p99").ifPresent(age -> json.put("EventAgeP99Ms", age.toMillis()));
    return json;
  }
}
