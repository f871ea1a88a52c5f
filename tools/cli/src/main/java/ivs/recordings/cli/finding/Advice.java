package ivs.recordings.cli.finding;

import ivs.recordings.cli.parking.ParkingDependency;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.advice.Step;
import ivs.recordings.model.event.SourceArn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The steps of a finding as lines to copy, the last of which says where the runbook goes on.
public final class Advice {
  private static final Pattern VALUE = Pattern.compile("\\{(\\w+)}");

  private static final String COMPOSITION = "composition:";

  private Advice() {}

  /// The steps with what is known filled in; what is not stays a word in capitals.
  public static List<String> lines(
      Finding finding, Map<String, String> values, CommandHints calls) {
    var lines = new ArrayList<String>();
    finding.steps().forEach(step -> lines.add(line(step, values, calls)));
    lines.add(CommandHints.runbook(finding.section()));
    return List.copyOf(lines);
  }

  private static String line(Step step, Map<String, String> values, CommandHints calls) {
    var words = filledIn(step.words(), values, UnaryOperator.identity());
    var command = filledIn(step.command(), values, CommandHints::word);
    return switch (step.program()) {
      case RECORDINGS -> words + ": " + calls.line(command);
      case AWS -> words + ": " + calls.aws(command);
      case HAND -> words;
    };
  }

  private static String filledIn(
      String text, Map<String, String> values, UnaryOperator<String> form) {
    return VALUE
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                values.containsKey(found.group(1))
                    ? form.apply(values.get(found.group(1)))
                    : unknown(found.group(1))));
  }

  private static String unknown(String value) {
    return switch (value) {
      case "profile", "event" -> "ID";
      case "since" -> "DAY";
      case "noun" -> "channel";
      case "channel" -> "ARN";
      default -> value.toUpperCase(Locale.ROOT);
    };
  }

  /// What a person does about a recording.
  ///
  /// @param name its row's id, or bucket and prefix of its files
  public static List<String> ofRecording(
      Finding finding, String name, Optional<SourceArn> channel, String since, CommandHints calls) {
    var values = new HashMap<>(Map.of("since", since));
    if (!calls.isOfStack()) {
      values.put("table", "Recording"); // On a stack it has another name.
    }
    values.put("recording", name);
    values.put("object", name);
    values.put("key", "{\"recordingId\": {\"S\": \"%s\"}}".formatted(name));
    if (name.startsWith(COMPOSITION)) {
      values.put("composition", name.substring(COMPOSITION.length()));
    }
    channel.ifPresent(arn -> put(arn, values));
    return lines(finding, values, calls);
  }

  /// What a person does about a parked event.
  ///
  /// @param waitingFor its cause
  public static List<String> ofParked(
      String reason, String waitingFor, String eventId, CommandHints calls) {
    var values = new HashMap<>(Map.of("cause", waitingFor, "event", eventId));
    if (ParkingDependency.of(waitingFor) instanceof ParkingDependency.OfProfile(var channel)) {
      put(channel, values);
    }
    return lines(Finding.ofParked(reason), values, calls);
  }

  /// What a person does about a channel or stage.
  public static List<String> ofSource(Finding finding, SourceArn source, CommandHints calls) {
    var values = new HashMap<String, String>();
    put(source, values);
    return lines(finding, values, calls);
  }

  private static void put(SourceArn source, Map<String, String> values) {
    values.put("noun", source.noun());
    values.put("channel", source.value());
  }
}
