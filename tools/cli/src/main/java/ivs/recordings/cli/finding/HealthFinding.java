package ivs.recordings.cli.finding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One thing that was looked at, and how it is.
///
/// @param name what it is about, in a word or two
/// @param remedies what to do, one line each; only where something is to be done
/// @param facts for programs, beside the sentence for people
public record HealthFinding(
    String name, Level level, String text, List<String> remedies, ObjectNode facts) {
  /// How much it matters.
  public enum Level {
    OK("ok", "✓", "\u001b[32m"),
    /// Worth a look in the morning.
    WARNING("warning", "!", "\u001b[33m"),
    /// Needs a person now.
    FAULT("FAULT", "✗", "\u001b[31m"),
    /// It could not be looked at.
    UNKNOWN("unknown", "?", "\u001b[33m"),
    /// It cannot be looked at here, and that is as it should be.
    NOT_DONE("not done", "-", "\u001b[2m");

    private static final String RESET = "\u001b[0m";

    private final String word;
    private final String symbol;
    private final String colour;

    Level(String word, String symbol, String colour) {
      this.word = word;
      this.symbol = symbol;
      this.colour = colour;
    }

    /// A coloured symbol on a terminal; a word where the text goes to a file or a mail.
    String mark(Shell shell) {
      if (shell.columns().isEmpty()) {
        return "%-8s".formatted(word);
      }
      return shell.coloured() ? colour + symbol + RESET : symbol;
    }

    /// How many columns its mark takes.
    int width(Shell shell) {
      return shell.columns().isEmpty() ? 8 : 1;
    }

    String json() {
      return word.toLowerCase(Locale.ROOT);
    }
  }

  public static HealthFinding ok(String name, String text, ObjectNode facts) {
    return new HealthFinding(name, Level.OK, text, List.of(), facts);
  }

  public static HealthFinding warning(String name, String text, String remedy, ObjectNode facts) {
    return new HealthFinding(name, Level.WARNING, text, List.of(remedy), facts);
  }

  public static HealthFinding fault(String name, String text, String remedy, ObjectNode facts) {
    return new HealthFinding(name, Level.FAULT, text, List.of(remedy), facts);
  }

  /// A check that could not be made.
  ///
  /// @param why one line that says what to do
  public static HealthFinding unknown(String name, String why) {
    return new HealthFinding(name, Level.UNKNOWN, why, List.of(), JsonOutput.object());
  }

  public static HealthFinding notDone(String name, String why) {
    return new HealthFinding(name, Level.NOT_DONE, why, List.of(), JsonOutput.object());
  }

  /// The steps of the catalogue, and where the runbook goes on.
  public static HealthFinding fault(
      String name, String text, List<String> steps, ObjectNode facts) {
    var finding = fault(name, text, steps.getFirst(), facts);
    for (var step : steps.subList(1, steps.size())) {
      finding = finding.and(step);
    }
    return finding;
  }

  public HealthFinding and(String remedy) {
    var all = Stream.concat(remedies.stream(), Stream.of(remedy)).toList();
    return new HealthFinding(name, level, text, all, facts);
  }

  /// An alarm about this is on, so it is a fault, and what the alarm says comes first.
  ///
  /// @param firstStep what to look at first
  public HealthFinding alarmed(AlarmStates.Standing alarm, String firstStep) {
    var all = new ArrayList<String>();
    all.add(alarm.sentence());
    all.add(firstStep);
    remedies.stream().filter(remedy -> !all.contains(remedy)).forEach(all::add);
    var more = facts.deepCopy();
    more.withArray("alarms").add(alarm.alarm());
    return new HealthFinding(name, Level.FAULT, text, all, more);
  }

  ObjectNode json() {
    var json = JsonOutput.object().put("name", name).put("state", level.json()).put("text", text);
    if (!remedies.isEmpty()) {
      json.put("remedy", String.join("; ", remedies));
    }
    json.setAll(facts);
    return json;
  }
}
