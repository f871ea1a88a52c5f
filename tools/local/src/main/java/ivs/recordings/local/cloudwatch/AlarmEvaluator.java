package ivs.recordings.local.cloudwatch;

import ivs.recordings.local.cloudwatch.Alarm.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The template's alarms as CloudWatch keeps them: what each says, and since when. Safe for several
/// threads.
public final class AlarmEvaluator {
  private final Map<String, Standing> standings = new LinkedHashMap<>();
  private final MetricRecorder monitoring;
  private final boolean scheduled;

  /// @param scheduled whether anything runs on a schedule; where nothing does, an alarm about
  ///   silence has nothing to wait for
  public AlarmEvaluator(List<Alarm> alarms, MetricRecorder monitoring, boolean scheduled) {
    this.monitoring = monitoring;
    this.scheduled = scheduled;
    var now = minute(monitoring);
    alarms.forEach(
        alarm -> standings.put(alarm.name(), new Standing(alarm, State.INSUFFICIENT_DATA, now)));
  }

  /// An alarm and its state.
  ///
  /// @param since when it began to say so
  public record Standing(Alarm alarm, State state, Instant since) {
    public boolean isOn() {
      return state == State.ALARM;
    }
  }

  /// Judges all of them by the minutes that are over. Doing it again within a minute changes
  /// nothing, unless something was measured late.
  public synchronized List<Standing> judge() {
    var now = minute(monitoring);
    standings.replaceAll((_, before) -> {
      var state = state(before, now);
      return state == before.state() ? before : new Standing(before.alarm(), state, now);
    });
    return List.copyOf(standings.values());
  }

  private State state(Standing before, Instant now) {
    var state = before.alarm().judge(monitoring.metrics(), now, before.state());
    var silent = state == State.ALARM && before.alarm().isAboutSilence();
    return silent && !scheduled ? State.INSUFFICIENT_DATA : state;
  }

  private static Instant minute(MetricRecorder monitoring) {
    return monitoring.clock().instant().truncatedTo(ChronoUnit.MINUTES);
  }
}
