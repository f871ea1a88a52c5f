package ivs.recordings.local.cloudwatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.local.cloudwatch.Alarm.State;
import ivs.recordings.local.template.ProjectTemplate;
import ivs.recordings.local.template.Template;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Where each alarm of the template goes on, to the last message, second and percent: what is
/// measured just before and just after its threshold, and just inside and outside of its periods.
final class AlarmThresholdsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static final Map<String, MetricName> METRICS =
      Map.ofEntries(
          Map.entry("age", ofQueue("ApproximateAgeOfOldestMessage", "RecordingEvents")),
          Map.entry("waiting", ofQueue("ApproximateNumberOfMessagesVisible", "RecordingEvents")),
          Map.entry("dead", ofQueue("ApproximateNumberOfMessagesVisible", "RecordingEventsDLQ")),
          Map.entry("ruleDead", ofQueue("ApproximateNumberOfMessagesVisible", "RecordingRuleDLQ")),
          Map.entry(
              "invocationDead",
              ofQueue("ApproximateNumberOfMessagesVisible", "RecordingInvocationDLQ")),
          Map.entry(
              "streamDead", ofQueue("ApproximateNumberOfMessagesVisible", "RecordingStreamDLQ")),
          Map.entry("publisherErrors", ofPublisher("Errors")),
          Map.entry("publisherLag", ofPublisher("IteratorAge")),
          Map.entry("skipped", MetricName.of("IvsRecordings", "DomainEventsSkipped")),
          Map.entry("invoked", ofHandler("Invocations")),
          Map.entry("errors", ofHandler("Errors")),
          Map.entry("throttles", ofHandler("Throttles")),
          Map.entry("unchecked", ofReadiness("Errors")),
          Map.entry("iteratorAge", ofReadiness("IteratorAge")),
          Map.entry("parked", MetricName.of("IvsRecordings", "ParkedOverAnHour")),
          Map.entry("failed", MetricName.of("IvsRecordings", "RecordingsFailed")),
          Map.entry("completed", MetricName.of("IvsRecordings", "RecordingsCompleted")),
          Map.entry("runs", MetricName.of("IvsRecordings", "ReconcilerRuns")),
          Map.entry("lost", MetricName.of("IvsRecordings", "EventsLost")),
          Map.entry("written", MetricName.of("IvsRecordings", "EventsWritten")),
          Map.entry("late", MetricName.of("IvsRecordings", "EventAge")),
          Map.entry("undeleted", MetricName.of("IvsRecordings", "RetentionFaults")),
          Map.entry("overdue", MetricName.of("IvsRecordings", "RetentionOverdue")),
          Map.entry(
              "retentionErrors",
              MetricName.of("AWS/Lambda", "Errors", "FunctionName", "RecordingRetention")),
          Map.entry(
              "uncounted", ofQueue("ApproximateNumberOfMessagesVisible", "RecordingFiguresDLQ")),
          Map.entry(
              "figureErrors",
              MetricName.of("AWS/Lambda", "Errors", "FunctionName", "RecordingFigureCounter")),
          Map.entry("unnotified", ofQueue("ApproximateNumberOfMessagesVisible", "WebhookDLQ")),
          Map.entry(
              "webhookErrors",
              MetricName.of("AWS/Lambda", "Errors", "FunctionName", "WebhookSender")),
          Map.entry("disabledWebhooks", MetricName.of("IvsRecordings", "WebhooksDisabled")),
          Map.entry("undeliveredAge", MetricName.of("IvsRecordings", "WebhookUndeliveredAge")),
          Map.entry("failedJobs", MetricName.of("IvsRecordings", "MediaJobsFailed")),
          Map.entry("lostJobs", ofQueue("ApproximateNumberOfMessagesVisible", "MediaJobDLQ")),
          Map.entry("serverErrors", ofApi("5xx")),
          Map.entry("latency", ofApi("Latency")));

  private final Template template = ProjectTemplate.withMediaJobs();
  private final MetricStore metrics = new MetricStore();

  private static MetricName ofQueue(String metric, String queue) {
    return MetricName.of("AWS/SQS", metric, "QueueName", queue);
  }

  private static MetricName ofHandler(String metric) {
    return MetricName.of("AWS/Lambda", metric, "FunctionName", "RecordingStatusHandler");
  }

  private static MetricName ofApi(String metric) {
    return MetricName.of("AWS/ApiGateway", metric, "ApiId", "HttpApi");
  }

  private static MetricName ofPublisher(String metric) {
    return MetricName.of("AWS/Lambda", metric, "FunctionName", "RecordingEventPublisher");
  }

  private static MetricName ofReadiness(String metric) {
    return MetricName.of("AWS/Lambda", metric, "FunctionName", "RecordingReadiness");
  }

  /// @param measured such as `age@2=241`: two minutes ago; `*8` after it, so many times
  record Case(String alarm, State expected, String measured) {}

  static final List<Case> CASES =
      List.of(
          on("OldestMessageAlarm", "age@1=241 age@5=241"),
          off("OldestMessageAlarm", "age@1=240 age@2=240 age@3=240"),
          off("OldestMessageAlarm", "age@1=9999"),
          off("OldestMessageAlarm", "age@1=241 age@6=241"),
          on("DeadLettersAlarm", "dead@1=1 ruleDead@1=0"),
          on("DeadLettersAlarm", "dead@1=0 ruleDead@1=1"),
          on("DeadLettersAlarm", "dead@1=0 ruleDead@1=0 invocationDead@1=1"),
          on("DeadLettersAlarm", "streamDead@1=1"),
          on("PublisherFailsAlarm", "publisherErrors@5=1"),
          on("PublisherFailsAlarm", "skipped@5=1 publisherErrors@1=0"),
          on("PublisherFailsAlarm", "publisherLag@5=300001"),
          off("PublisherFailsAlarm", "publisherErrors@1=0 publisherErrors@6=1"),
          off("PublisherFailsAlarm", "publisherLag@1=300000 skipped@6=1"),
          off("DeadLettersAlarm", "dead@1=0 dead@2=1 ruleDead@1=0 invocationDead@2=1"),
          on("ParkedTooLongAlarm", "parked@1=1 parked@10=1 parked@11=0"),
          off("ParkedTooLongAlarm", "parked@1=5 parked@10=0"),
          on("RecordingsFailAlarm", "failed@60=3 completed@60=26"),
          off("RecordingsFailAlarm", "failed@1=3 completed@1=27"),
          off("RecordingsFailAlarm", "failed@1=2"),
          off("RecordingsFailAlarm", "failed@61=3"),
          on("HandlerErrorsAlarm", "errors@5=1"),
          off("HandlerErrorsAlarm", "errors@1=0 errors@6=1"),
          on("HandlerThrottlesAlarm", "throttles@5=1"),
          off("HandlerThrottlesAlarm", "throttles@1=0 throttles@6=1"),
          on("ReadinessFailsAlarm", "unchecked@5=1"),
          on("ReadinessFailsAlarm", "iteratorAge@5=900001"),
          off("ReadinessFailsAlarm", "unchecked@1=0 unchecked@6=1"),
          off("ReadinessFailsAlarm", "iteratorAge@1=900000 iteratorAge@6=900001"),
          on("QueueStandsStillAlarm", "waiting@1=1 waiting@10=1 invoked@11=1"),
          off("QueueStandsStillAlarm", "waiting@1=1 waiting@10=1 invoked@10=1"),
          off("QueueStandsStillAlarm", "waiting@1=1 waiting@10=1 invoked@1=1"),
          off("QueueStandsStillAlarm", "waiting@1=1 waiting@10=0"),
          on("ReconcilerSilentAlarm", "runs@16=1"),
          on("ReconcilerSilentAlarm", "runs@1=0"),
          off("ReconcilerSilentAlarm", "runs@15=1"),
          on("EventsLostAlarm", "lost@60=3 written@60=56"),
          off("EventsLostAlarm", "lost@1=3 written@1=57"),
          off("EventsLostAlarm", "lost@1=2"),
          off("EventsLostAlarm", "lost@61=3"),
          on("EventsLateAlarm", "late@15=1000*8 late@15=901000*2"),
          on("EventsLateAlarm", "late@1=900001*10"),
          off("EventsLateAlarm", "late@1=1000*9 late@1=901000*1"),
          off("EventsLateAlarm", "late@1=900000*10"),
          off("EventsLateAlarm", "late@16=901000*10"),
          on("RetentionFailsAlarm", "undeleted@60=1"),
          on("RetentionFailsAlarm", "overdue@60=1"),
          on("RetentionFailsAlarm", "retentionErrors@60=1"),
          off("RetentionFailsAlarm", "undeleted@61=1 overdue@1=0 retentionErrors@61=1"),
          on("FiguresFailAlarm", "uncounted@5=1 figureErrors@1=0"),
          on("FiguresFailAlarm", "figureErrors@5=1"),
          off("FiguresFailAlarm", "uncounted@6=1 figureErrors@6=1 figureErrors@1=0"),
          on("WebhooksFailAlarm", "unnotified@5=1 webhookErrors@1=0"),
          on("WebhooksFailAlarm", "webhookErrors@5=1"),
          on("WebhooksFailAlarm", "disabledWebhooks@5=1"),
          off("WebhooksFailAlarm", "unnotified@6=1 webhookErrors@6=1 disabledWebhooks@6=1"),
          on("WebhooksLateAlarm", "undeliveredAge@60=21600001"),
          off("WebhooksLateAlarm", "undeliveredAge@1=21600000"),
          on("MediaJobsFailAlarm", "failedJobs@1=1 failedJobs@60=2"),
          on("MediaJobsFailAlarm", "lostJobs@60=1 failedJobs@1=1"),
          off("MediaJobsFailAlarm", "failedJobs@1=2 failedJobs@61=1 lostJobs@61=1"),
          on("ApiErrorsAlarm", "serverErrors@1=1 serverErrors@5=2"),
          off("ApiErrorsAlarm", "serverErrors@1=2 serverErrors@6=1"),
          on("ApiSlowAlarm", "latency@15=100*9 latency@15=2010*1"),
          off("ApiSlowAlarm", "latency@1=2000*10 latency@16=9000*10"));

  private static Case on(String alarm, String measured) {
    return new Case(alarm, State.ALARM, measured);
  }

  private static Case off(String alarm, String measured) {
    return new Case(alarm, State.OK, measured);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void anAlarmGoesOnBeyondItsThresholdAndNotBefore(Case tried) {
    Arrays.stream(tried.measured().split(" ", -1)).forEach(this::measure);

    var alarm = Alarm.of(tried.alarm(), template.properties(tried.alarm()));

    assertThat(alarm.judge(metrics, NOON, State.OK)).isEqualTo(tried.expected());
  }

  @Test
  void everyAlarmOfTheTemplateIsTriedOnBothSidesOfItsThreshold() {
    var tried =
        CASES.stream()
            .collect(
                Collectors.groupingBy(
                    Case::alarm, Collectors.mapping(Case::expected, Collectors.toSet())));

    assertThat(tried.keySet()).hasSameElementsAs(template.ids("AWS::CloudWatch::Alarm"));
    assertThat(tried.values()).allSatisfy(states -> assertThat(states).hasSize(2));
  }

  @Test
  void aMistypedMetricIsRefused() {
    assertThatThrownBy(() -> measure("paked@1=5")).hasMessage("paked is no metric of METRICS");
  }

  private void measure(String sample) {
    var parts = sample.split("[@=*]", -1);
    var times = parts.length > 3 ? Integer.parseInt(parts[3]) : 1;
    var at = NOON.minusSeconds(60L * Integer.parseInt(parts[1]));
    var metric = requireNonNull(METRICS.get(parts[0]), parts[0] + " is no metric of METRICS");
    Collections.nCopies(times, Double.valueOf(parts[2]))
        .forEach(value -> metrics.add(at, metric, value));
  }
}
