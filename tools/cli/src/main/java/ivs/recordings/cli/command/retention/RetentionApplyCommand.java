package ivs.recordings.cli.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.ConfirmationPrompt;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.option.ProfileOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Deletes what is due, out of turn.
@Command(
    name = "apply",
    descriptionHeading = "%n",
    description = {
      "Deletes what is due, after it has shown the plan and asked.",
      "",
      "The function that deletes once an hour does it. What is deleted does not come back. It may be"
          + " stopped anywhere: what it has begun the next run finishes. The exit code is 1 where"
          + " something that is due stays."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings retention apply",
      "  ./recordings retention apply --profile ada --limit 10 --yes"
    })
public final class RetentionApplyCommand extends AwsCommand {
  /// So many take some seconds, after which there is progress to show.
  private static final int AT_A_TIME = 50;

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "2000",
      description = "At most so many; default ${DEFAULT-VALUE}, which is the most.")
  private int limit;

  @Option(names = "--yes", description = "Don't ask.")
  private boolean yes;

  @Mixin private OutputOptions output = new OutputOptions();

  public RetentionApplyCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var most = Math.clamp(limit, 1, RetentionRuns.MOST);
    var runs = new RetentionRuns(target, profile.id());
    var due = most;
    if (!yes) {
      var plan = runs.plan(most);
      due = plan.path("count").asInt();
      if (due > 0) {
        if (!output.isJson()) {
          new RetentionReportFormat(shell()).say(plan);
        }
        ConfirmationPrompt.of(
            shell(),
            false,
            List.of(),
            "delete %s for ever?".formatted(DisplayText.count(due, "recording")));
      }
    }
    var report = applied(runs, Math.min(due, most));
    if (output.isJson()) {
      output.json(shell(), report);
    } else {
      new RetentionReportFormat(shell()).say(report);
    }
    return report.path("faults").asInt() == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  /// Some at a time, for as long as a run deletes something: what fails would fail again.
  private ObjectNode applied(RetentionRuns runs, int most) {
    var all = JsonOutput.object().put("mode", "apply");
    var recordings = all.putArray("recordings");
    var notes = JsonOutput.object().putArray("notes");
    var sums = new long[3];
    var faults = 0;
    var isComplete = false;
    try (var progress = new ProgressBar(shell(), "deleting")) {
      while (sums[0] < most) {
        var run = runs.apply((int) Math.min(AT_A_TIME, most - sums[0]));
        deleted(run, recordings);
        sums[0] += run.path("count").asLong();
        sums[1] += run.path("objects").asLong();
        sums[2] += run.path("bytes").asLong();
        faults = run.path("faults").asInt();
        isComplete = run.path("complete").asBoolean();
        progress.at(sums[0], most);
        if (isComplete || run.path("count").asInt() == 0) {
          failed(run, recordings);
          run.path("notes").forEach(notes::add);
          break;
        }
      }
    }
    all.put("complete", isComplete)
        .put("count", sums[0])
        .put("objects", sums[1])
        .put("bytes", sums[2])
        .put("faults", faults);
    all.set("notes", notes);
    return all;
  }

  private static void deleted(JsonNode run, ArrayNode recordings) {
    run.path("recordings")
        .valueStream()
        .filter(recording -> !recording.has("fault"))
        .forEach(recordings::add);
  }

  /// Those of the last run: each run meets them again.
  private static void failed(JsonNode run, ArrayNode recordings) {
    run.path("recordings")
        .valueStream()
        .filter(recording -> recording.has("fault"))
        .forEach(recordings::add);
  }
}
