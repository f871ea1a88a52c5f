package ivs.recordings.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.cloudwatch.Alarm.State;
import ivs.recordings.local.lifecycle.ManualClock;
import ivs.recordings.local.template.ProjectTemplate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AlarmEvaluatorTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final MetricName LOST = MetricName.of("IvsRecordings", "EventsLost");
  private static final MetricName RUNS = MetricName.of("IvsRecordings", "ReconcilerRuns");

  private final ManualClock clock = new ManualClock(NOON);
  private final MetricRecorder monitoring = new MetricRecorder(clock);

  @Test
  void anAlarmRemembersSinceWhenItSaysSo() {
    var alarms = alarms(true);
    monitoring.metrics().add(NOON, LOST, 3);
    assertThat(standing("EventsLostAlarm", alarms).isOn()).isFalse();

    clock.advance(Duration.ofSeconds(90));
    assertThat(standing("EventsLostAlarm", alarms).isOn()).isTrue();
    clock.advance(Duration.ofMinutes(5));

    assertThat(standing("EventsLostAlarm", alarms).since()).isEqualTo(NOON.plusSeconds(60));
    clock.advance(Duration.ofHours(1));
    assertThat(standing("EventsLostAlarm", alarms).state()).isEqualTo(State.OK);
  }

  @Test
  void withoutAScheduleTheReconcilerIsNotSilent() {
    assertThat(standing("ReconcilerSilentAlarm", alarms(true)).isOn()).isTrue();
    var unscheduled = alarms(false);
    assertThat(standing("ReconcilerSilentAlarm", unscheduled).state())
        .isEqualTo(State.INSUFFICIENT_DATA);

    monitoring.metrics().add(NOON.minusSeconds(60), RUNS, 1);

    assertThat(standing("ReconcilerSilentAlarm", unscheduled).state()).isEqualTo(State.OK);
  }

  private AlarmEvaluator alarms(boolean scheduled) {
    return new AlarmEvaluator(ProjectTemplate.asDeployed().alarms(), monitoring, scheduled);
  }

  private static AlarmEvaluator.Standing standing(String name, AlarmEvaluator alarms) {
    return alarms.judge().stream()
        .filter(standing -> standing.alarm().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
