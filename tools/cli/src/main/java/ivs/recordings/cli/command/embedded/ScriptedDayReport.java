package ivs.recordings.cli.command.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.local.day.ScriptedDay;
import ivs.recordings.local.day.ScriptedDay.Moment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The scripted day as people read it: when what went wrong, which alarms went on and off, and what
/// mended it.
final class ScriptedDayReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final Shell shell;
  private final ProgressBar progress;
  private final boolean asJson;
  private final ArrayNode moments = JsonOutput.object().putArray("day");

  ScriptedDayReport(Shell shell, boolean asJson) {
    this.shell = shell;
    this.progress = new ProgressBar(shell, "day");
    this.asJson = asJson;
  }

  /// Ctrl-C ends it like any other end: nothing is left behind.
  ExitCode play() {
    try (progress;
        var hosted =
            HostedSystem.start(
                () -> ScriptedDay.start(shell.home()), ScriptedDay::close, () -> {})) {
      return say(complaints(hosted));
    }
  }

  private List<String> complaints(HostedSystem<ScriptedDay> hosted) {
    try {
      return hosted.system().play(new Listener());
    } catch (RuntimeException broken) {
      hosted.waitIfInterrupted();
      throw broken;
    } finally {
      progress.clear();
    }
  }

  private final class Listener implements ScriptedDay.Listener {
    @Override
    public void hear(Moment moment) {
      tell(moment);
    }

    @Override
    public void minute(double part, Instant now) {
      progress.at(part, TIME.format(now));
    }
  }

  private ExitCode say(List<String> complaints) {
    if (asJson) {
      var json = JsonOutput.object();
      json.set("day", moments);
      var list = json.putArray("complaints");
      complaints.forEach(list::add);
      shell.out().println(JsonOutput.text(json));
    } else {
      shell.out().println();
      complaints.forEach(shell.out()::println);
      shell
          .out()
          .println(
              complaints.isEmpty()
                  ? "every alarm of template.yaml went on by its fault, and off when that was mended"
                  : DisplayText.count(complaints.size(), "alarm") + " did not do what it should");
    }
    return complaints.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private void tell(Moment moment) {
    progress.clear();
    if (asJson) {
      moments
          .addObject()
          .put("time", moment.at().toString())
          .put("kind", moment.kind().name())
          .put("text", moment.text())
          .put("more", moment.more());
      return;
    }
    shell.out().println(line(moment));
  }

  private static String line(Moment moment) {
    var time = TIME.format(moment.at());
    return switch (moment.kind()) {
      case FAULT -> "%n%s  %s".formatted(time, moment.text());
      case ALARM -> "%s    on   %-22s %s".formatted(time, moment.text(), moment.more());
      case OK -> "%s    off  %s".formatted(time, moment.text());
      case MENDED -> "%s  ->  %s".formatted(time, moment.text());
    };
  }
}
