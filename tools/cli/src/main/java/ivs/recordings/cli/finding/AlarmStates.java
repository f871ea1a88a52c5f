package ivs.recordings.cli.finding;

import ivs.recordings.cli.runtime.CommandHints;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/// What CloudWatch says of the alarms of template.yaml. They are asked and not judged anew: who
/// looks here must see what woke them up.
///
/// @param standings by the alarm's logical id
public record AlarmStates(Map<String, Standing> standings) {
  /// An alarm and whether it is on.
  ///
  /// @param meaning its description, which ends with where the runbook speaks of it
  /// @param since when its state last changed
  public record Standing(String alarm, String meaning, boolean isOn, Optional<Instant> since) {
    String sentence() {
      return "%s is on%s: %s"
          .formatted(alarm, since.map(time -> " since " + time).orElse(""), meaning);
    }
  }

  /// Asks CloudWatch for the alarms of a stack.
  ///
  /// @param stack whose alarms; without one they have their logical ids for names
  public static AlarmStates of(CloudWatchClient cloudWatch, Optional<String> stack) {
    var prefix = stack.map(name -> name + "-").orElse("");
    var ofTheStack =
        Pattern.compile(Pattern.quote(prefix) + "(\\w+)" + (stack.isPresent() ? "-\\w+" : ""));
    Map<String, Standing> standings = new LinkedHashMap<>();
    var pages =
        cloudWatch.describeAlarmsPaginator(describe ->
            describe
                .alarmTypes(AlarmType.METRIC_ALARM)
                .alarmNamePrefix(stack.isPresent() ? prefix : null));
    pages.stream()
        .flatMap(page -> page.metricAlarms().stream())
        .forEach(alarm -> {
          var name = ofTheStack.matcher(alarm.alarmName());
          if (name.matches()) {
            standings.put(name.group(1), standing(name.group(1), alarm));
          }
        });
    return new AlarmStates(standings);
  }

  private static Standing standing(String name, MetricAlarm alarm) {
    return new Standing(
        name,
        Optional.ofNullable(alarm.alarmDescription()).orElse("see " + CommandHints.runbook("")),
        alarm.stateValue() == StateValue.ALARM,
        Optional.ofNullable(alarm.stateTransitionedTimestamp())
            .or(() -> Optional.ofNullable(alarm.stateUpdatedTimestamp())));
  }

  public List<Standing> on() {
    return standings.values().stream().filter(Standing::isOn).toList();
  }
}
