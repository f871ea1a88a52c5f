package ivs.recordings.cli.finding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.finding.HealthFinding.Level;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.util.List;

/// Several findings on one screen, and what they come to.
public record HealthReport(List<HealthFinding> all) {
  private static final String REMEDY = "-> ";

  private long count(Level level) {
    return all.stream().filter(finding -> finding.level() == level).count();
  }

  /// A fault counts more than a silence: who must act should not be told to try again later.
  public ExitCode exitCode() {
    if (count(Level.FAULT) > 0) {
      return ExitCode.DIFFERENT;
    }
    return count(Level.UNKNOWN) > 0 ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }

  /// Where all are silent for one reason it is said once, and nothing else. So is that the system
  /// is still starting, although some of its services answer by then.
  public HealthReport heard() {
    all.stream()
        .filter(finding -> finding.level() == Level.UNKNOWN)
        .filter(finding -> finding.text().contains(ErrorMapper.NOT_READY))
        .findFirst()
        .ifPresent(starting -> {
          throw new CommandException(ExitCode.UNAVAILABLE, starting.text());
        });
    var silences = all.stream().filter(finding -> finding.level() != Level.NOT_DONE).toList();
    var reasons = silences.stream().map(HealthFinding::text).distinct().toList();
    if (count(Level.UNKNOWN) == silences.size() && reasons.size() == 1) {
      throw new CommandException(ExitCode.UNAVAILABLE, reasons.getFirst());
    }
    return this;
  }

  String summary() {
    var faults = count(Level.FAULT);
    var unknown = count(Level.UNKNOWN);
    var warnings = count(Level.WARNING);
    var looked = unknown == 0 ? "" : "; %s could not be looked at".formatted(unknown);
    if (faults > 0) {
      return "%s need%s a person%s"
          .formatted(DisplayText.count(faults, "thing"), faults == 1 ? "s" : "", looked);
    }
    if (unknown > 0) {
      return "nothing that was seen needs a person" + looked;
    }
    return warnings > 0
        ? "nothing needs a person now, %s worth a look"
            .formatted(DisplayText.count(warnings, "thing") + (warnings == 1 ? " is" : " are"))
        : "all is well" + (count(Level.NOT_DONE) == 0 ? "" : ", as far as can be seen here");
  }

  public void say(Shell shell) {
    int widest = all.stream().mapToInt(finding -> finding.name().length()).max().orElse(0);
    for (var finding : all) {
      int indent = finding.level().width(shell) + 2 + widest + 2;
      var lines = DisplayText.wrapped(DisplayText.line(finding.text()), shell.width() - indent);
      shell
          .out()
          .printf(
              "%s  %-" + widest + "s  %s%n",
              finding.level().mark(shell),
              finding.name(),
              lines.getFirst());
      lines.stream().skip(1).forEach(line -> shell.out().println(" ".repeat(indent) + line));
      finding.remedies().forEach(what -> sayRemedy(shell, indent, what));
    }
    shell.out().println();
    shell.out().println(summary());
  }

  private static void sayRemedy(Shell shell, int indent, String what) {
    var lines =
        DisplayText.wrapped(DisplayText.line(what), shell.width() - indent - REMEDY.length());
    for (int i = 0; i < lines.size(); i++) {
      shell
          .out()
          .println(
              " ".repeat(indent) + (i == 0 ? REMEDY : " ".repeat(REMEDY.length())) + lines.get(i));
    }
  }

  public ObjectNode json() {
    var json = JsonOutput.object().put("summary", summary()).put("exitCode", exitCode().code());
    var array = json.putArray("findings");
    all.forEach(finding -> array.add(finding.json()));
    return json;
  }
}
