package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.ScriptedDay.Kind;
import ivs.recordings.local.ScriptedDay.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ScriptedDayTest {
  @Test
  void everyAlarmOfTheTemplateGoesOnByItsFaultAndOffWhenThatIsMended() {
    var day = new ArrayList<Moment>();

    List<String> complaints;
    try (var played = ScriptedDay.start(OurTemplate.ROOT)) {
      complaints = played.play(day::add);
    }

    var alarms =
        OurTemplate.asDeployed().alarms().stream().map(Alarm::name).collect(Collectors.toSet());
    assertThat(complaints).as("%s", lines(day)).isEmpty();
    assertThat(names(day, Kind.ALARM)).isEqualTo(alarms);
    assertThat(names(day, Kind.OK)).isEqualTo(alarms);
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
