package ivs.recordings.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.AnyRequest;
import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.ProjectTemplate;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

final class CloudWatchApiTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final MetricRecorder MONITORING = new MetricRecorder(Clock.systemUTC());
  private static final CloseableStack RUNNING = new CloseableStack();
  private static Gateway gateway;
  private static CloudWatchClient client;

  @BeforeAll
  static void logSome() {
    gateway = RUNNING.add(Gateway.open(0), Gateway::stop);
    var alarms = new AlarmEvaluator(ProjectTemplate.asDeployed().alarms(), MONITORING, false);
    gateway.serve(AwsService.CLOUDWATCH, new CloudWatchApi(MONITORING.metrics(), alarms));
    client =
        RUNNING.add(
            AnyRequest.asks(gateway.endpoint(), CloudWatchClient.builder()),
            CloudWatchClient::close);
    log(NOON, 4, "[1000,3000]", "\"EventsParked\":1,\"Reason\":\"A&B\"");
    log(NOON.plusSeconds(60), 6, "[9000]", "\"EventsParked\":2,\"Reason\":\"A&B\"");
  }

  private static void log(Instant at, int received, String ages, String parked) {
    MONITORING.logged(
        """
        {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Ours","Dimensions":[[]],\
        "Metrics":[{"Name":"EventsReceived","Unit":"Count"},{"Name":"EventAge","Unit":"Milliseconds"}]}]},\
        "EventsReceived":%d,"EventAge":%s}\
        """
            .formatted(at.toEpochMilli(), received, ages));
    MONITORING.logged(
        """
        {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Ours","Dimensions":[["Reason"]],\
        "Metrics":[{"Name":"EventsParked","Unit":"Count"}]}]},%s}\
        """
            .formatted(at.toEpochMilli(), parked));
    MONITORING.logged("{\"effect\":\"written\"}");
    MONITORING.logged("no JSON {\"_aws\"");
    MONITORING.logged("{\"_aws\" is no JSON either");
  }

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @Test
  void theSdkReadsMetricsAndExpressionsOverThem() {
    var answer =
        client.getMetricData(g ->
            g.startTime(NOON)
                .endTime(NOON.plusSeconds(120))
                .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                .metricDataQueries(
                    stat("received", "EventsReceived", "Sum"),
                    stat("age", "EventAge", "p99"),
                    MetricDataQuery.builder()
                        .id("double")
                        .expression("received * 2")
                        .label("twice")
                        .build()));

    assertThat(answer.metricDataResults())
        .extracting(result -> result.id() + " " + result.label() + " " + result.values())
        .containsExactly(
            "received EventsReceived [4.0, 6.0]",
            "age EventAge [3000.0, 9000.0]",
            "double twice [8.0, 12.0]");
    assertThat(answer.metricDataResults().getFirst().timestamps())
        .containsExactly(NOON, NOON.plusSeconds(60));
  }

  @Test
  void theSdkListsMetricsByWhatTheyHave() {
    var parked = client.listMetrics(l -> l.namespace("Ours").metricName("EventsParked")).metrics();

    assertThat(parked)
        .containsExactly(
            Metric.builder()
                .namespace("Ours")
                .metricName("EventsParked")
                .dimensions(Dimension.builder().name("Reason").value("A&B").build())
                .build());
    assertThat(
            client
                .listMetrics(l ->
                    l.namespace("Ours")
                        .dimensions(DimensionFilter.builder().name("Reason").build()))
                .metrics())
        .isEqualTo(parked);
    assertThat(client.listMetrics(l -> l.namespace("Others")).metrics()).isEmpty();
  }

  @Test
  void theSdkReadsStatistics() {
    var answer =
        client.getMetricStatistics(g ->
            g.namespace("Ours")
                .metricName("EventsParked")
                .dimensions(Dimension.builder().name("Reason").value("A&B").build())
                .startTime(NOON)
                .endTime(NOON.plusSeconds(300))
                .period(300)
                .statistics(Statistic.SUM, Statistic.MAXIMUM));

    assertThat(answer.datapoints())
        .extracting(point -> point.timestamp() + " " + point.sum() + " " + point.maximum())
        .containsExactly("2026-11-20T12:00:00Z 3.0 2.0");
  }

  @Test
  void whatCannotBeAnsweredIsRefusedWithItsReason() {
    assertThatThrownBy(() ->
            client.getMetricData(g ->
                g.startTime(NOON)
                    .endTime(NOON.plusSeconds(60))
                    .metricDataQueries(
                        MetricDataQuery.builder().id("a").expression("b + 1").build())))
        .isInstanceOf(CloudWatchException.class)
        .hasMessageContaining("no query has the id b");
    assertThatThrownBy(() -> client.listDashboards())
        .isInstanceOf(CloudWatchException.class)
        .hasMessageContaining("not ListDashboards");
  }

  @Test
  void theSdkReadsTheAlarmsOfTheTemplateAndWhatTheySay() {
    var lost = MetricName.of("IvsRecordings", "EventsLost");
    MONITORING.metrics().add(Instant.now().minusSeconds(120), lost, 3);

    var on = client.describeAlarms(d -> d.stateValue(StateValue.ALARM)).metricAlarms();

    assertThat(on)
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.alarmName()).isEqualTo("EventsLostAlarm");
          assertThat(alarm.alarmDescription()).endsWith("docs/runbook.md#events-are-lost");
          assertThat(alarm.threshold()).isEqualTo(5);
          assertThat(alarm.metrics()).hasSize(3);
          assertThat(alarm.stateTransitionedTimestamp())
              .isEqualTo(Instant.now().truncatedTo(ChronoUnit.MINUTES));
        });
    assertThat(client.describeAlarms(d -> d.alarmNamePrefix("Events")).metricAlarms())
        .extracting(alarm -> alarm.alarmName())
        .containsExactly("EventsLostAlarm", "EventsLateAlarm");
    assertThat(client.describeAlarms(d -> d.alarmNames("DeadLettersAlarm")).metricAlarms())
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.stateValue()).isEqualTo(StateValue.OK));
    assertThat(client.describeAlarms().metricAlarms())
        .hasSize(ProjectTemplate.asDeployed().alarms().size());
  }

  /// The AWS CLI speaks JSON, newest first, with times in seconds.
  @Test
  void theCliReadsMetrics() throws Exception {
    var answer =
        json(
            "GetMetricData",
            """
            {"StartTime": %d, "EndTime": %d, "MetricDataQueries": [{"Id": "a", "MetricStat": {
              "Metric": {"Namespace": "Ours", "MetricName": "EventsReceived"},
              "Period": 60, "Stat": "Sum"}}]}
            """
                .formatted(NOON.getEpochSecond(), NOON.plusSeconds(120).getEpochSecond()));

    var result = answer.path("MetricDataResults").path(0);
    assertThat(result.path("Values").toString()).isEqualTo("[6.0,4.0]");
    assertThat(result.path("Timestamps").path(1).asLong()).isEqualTo(NOON.getEpochSecond());
    assertThat(json("ListMetrics", "{\"Namespace\": \"Ours\"}").path("Metrics")).hasSize(3);
  }

  private static MetricDataQuery stat(String id, String metric, String stat) {
    return MetricDataQuery.builder()
        .id(id)
        .metricStat(s ->
            s.metric(m -> m.namespace("Ours").metricName(metric))
                .period((int) Duration.ofMinutes(1).toSeconds())
                .stat(stat))
        .build();
  }

  private static JsonNode json(String operation, String body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(gateway.endpoint())
              .header("X-Amz-Target", CloudWatchApi.TARGET + operation)
              .header("Content-Type", "application/x-amz-json-1.0")
              .POST(BodyPublishers.ofString(body))
              .build();
      return JsonMapper.builder()
          .build()
          .readTree(http.send(request, BodyHandlers.ofString()).body());
    }
  }
}
