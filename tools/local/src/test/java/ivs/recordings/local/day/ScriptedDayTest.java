package ivs.recordings.local.day;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.cloudwatch.Alarm;
import ivs.recordings.local.day.ScriptedDay.Kind;
import ivs.recordings.local.day.ScriptedDay.Moment;
import ivs.recordings.local.template.ProjectTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The build plays the first fault of the day until all is well again; `-Psoak` the whole day.
final class ScriptedDayTest {
  private static final boolean WHOLE_DAY = Boolean.getBoolean("soak.day");

  /// Around the deployment that does not start.
  private static final int FIRST_MINUTE = 365;

  private static final int LAST_MINUTE = 415;

  @Test
  void everyAlarmOfTheTemplateGoesOnByItsFaultAndOffWhenThatIsMended() {
    var day = new ArrayList<Moment>();

    List<String> complaints;
    try (var played = ScriptedDay.start(ProjectTemplate.ROOT)) {
      complaints =
          WHOLE_DAY ? played.play(day::add) : played.play(day::add, FIRST_MINUTE, LAST_MINUTE);
    }

    assertThat(complaints).as("%s", lines(day)).isEmpty();
    var alarms =
        ProjectTemplate.withMediaJobs().alarms().stream()
            .map(Alarm::name)
            .collect(Collectors.toSet());
    assertThat(names(day, Kind.ALARM)).isEqualTo(names(day, Kind.OK)).isNotEmpty();
    assertThat(alarms).containsAll(names(day, Kind.ALARM));
    if (WHOLE_DAY) {
      assertThat(names(day, Kind.ALARM)).isEqualTo(alarms);
    }
  }

  private static Set<String> names(List<Moment> day, Kind kind) {
    return day.stream()
        .filter(moment -> moment.kind() == kind)
        .map(Moment::text)
        .collect(Collectors.toSet());
  }

  private static String lines(List<Moment> day) {
    return day.stream()
        .map(moment -> "%n%s %s %s".formatted(moment.at(), moment.kind(), moment.text()))
        .collect(Collectors.joining());
  }
}
