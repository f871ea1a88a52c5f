package ivs.recordings.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.cloudwatch.Alarm.State;
import ivs.recordings.local.template.TemplateSection;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// As CloudWatch's documentation says that alarms are judged.
final class AlarmTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final MetricName METRIC = MetricName.of("Ours", "Age");

  private final MetricStore metrics = new MetricStore();

  @Test
  void itGoesOnWhenEnoughOfTheLastPeriodsBreach() {
    var alarm = alarm(Map.of("EvaluationPeriods", "3", "DatapointsToAlarm", "2"));

    metrics.add(NOON.minusSeconds(180), METRIC, 11);
    metrics.add(NOON.minusSeconds(120), METRIC, 10);
    assertThat(alarm.judge(metrics, NOON, State.OK)).isEqualTo(State.OK);
    metrics.add(NOON.minusSeconds(60), METRIC, 12);
    assertThat(alarm.judge(metrics, NOON, State.OK)).isEqualTo(State.ALARM);
    assertThat(alarm.judge(metrics, NOON.plusSeconds(60), State.ALARM)).isEqualTo(State.OK);
  }

  @Test
  void theMinuteThatIsNotOverDoesNotCount() {
    metrics.add(NOON, METRIC, 99);

    assertThat(alarm(Map.of()).judge(metrics, NOON.plusSeconds(30), State.OK)).isEqualTo(State.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "breaching, ALARM",
    "notBreaching, OK",
    "missing, INSUFFICIENT_DATA",
    "ignore, ALARM"
  })
  void whatIsMissingIsTreatedAsTheAlarmSays(String missing, State expected) {
    var alarm = alarm(Map.of("TreatMissingData", missing));

    assertThat(alarm.judge(metrics, NOON, State.ALARM)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GreaterThanThreshold, OK",
    "GreaterThanOrEqualToThreshold, ALARM",
    "LessThanThreshold, OK",
    "LessThanOrEqualToThreshold, ALARM"
  })
  void theThresholdItselfBreachesOnlyWhereItIsIncluded(String comparison, State expected) {
    metrics.add(NOON.minusSeconds(60), METRIC, 10);

    assertThat(alarm(Map.of("ComparisonOperator", comparison)).judge(metrics, NOON, State.OK))
        .isEqualTo(expected);
  }

  private static Alarm alarm(Map<String, String> changes) {
    var properties =
        new HashMap<String, Object>(
            Map.of(
                "Namespace", "Ours",
                "MetricName", "Age",
                "Statistic", "Maximum",
                "Period", "60",
                "EvaluationPeriods", "1",
                "ComparisonOperator", "GreaterThanThreshold",
                "Threshold", "10",
                "TreatMissingData", "notBreaching"));
    properties.putAll(changes);
    return Alarm.of("TooOldAlarm", new TemplateSection("TooOldAlarm", properties));
  }
}
