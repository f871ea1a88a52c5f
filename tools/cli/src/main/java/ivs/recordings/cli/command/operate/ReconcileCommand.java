package ivs.recordings.cli.command.operate;

import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ReconcilerReportFormat;
import ivs.recordings.cli.option.ProfileOption;
import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.FunctionRun;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs the reconciler once, out of turn.
@Command(
    name = "reconcile",
    descriptionHeading = "%n",
    description = {
      "Finds the events that never came, and enters them.",
      "",
      "It asks the function that runs every five minutes for one run more: it releases what need"
          + " not wait, completes and corrects rows from the manifests in S3, and makes the rows"
          + " that are missing. A run looks at a share of the channels; --all-channels at as many"
          + " as it has time for. It only adds, and a second run right after changes nothing."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings reconcile --dry-run --all-channels",
      "  ./recordings reconcile --profile ada --since 2026-11-01"
    })
public final class ReconcileCommand extends AwsCommand {
  @Option(names = "--dry-run", description = "Only say what it would do.")
  private boolean dryRun;

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = NULL_VALUE,
      description =
          "How far back to look, such as 2026-11-20T17:00:00Z or 2026-11-20; else 4 days.")
  private Optional<TimeOption> since = Optional.empty();

  @Option(
      names = "--all-channels",
      description = "All channels, as far as time allows, and not only this run's share.")
  private boolean allChannels;

  @Mixin private OutputOptions output = new OutputOptions();

  public ReconcileCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    since
        .map(TimeOption::time)
        .filter(Instant.now()::isBefore)
        .ifPresent(future -> {
          throw new CommandException(
              ExitCode.USAGE, "--since wants a time in the past, not %s".formatted(future));
        });
    var report =
        new FunctionRun(target, target.reconcilerName())
            .report(request(), JsonNode::isObject, ReconcileCommand::failure);
    profile
        .id()
        .filter(_ -> hasNoChannel(report))
        .ifPresent(unknown -> {
          throw CommandException.unknownProfile(unknown, calls());
        });
    if (output.isJson()) {
      output.json(shell(), report);
    } else {
      new ReconcilerReportFormat(shell(), calls()).say(report);
    }
    if (report.path("complete").asBoolean(false)) {
      return ExitCode.OK;
    }
    shell()
        .err()
        .println(
            "recordings: not everything was looked at: run it again when that is mended,"
                + " it goes on where something is left");
    return ExitCode.DIFFERENT;
  }

  /// A run for one profile walks all its channels, however many there are.
  private static boolean hasNoChannel(JsonNode report) {
    return report.path("complete").asBoolean()
        && report.path("channels").asLong() == 0
        && report.path("open").asLong() == 0;
  }

  private ObjectNode request() {
    var request = JsonOutput.object().put("dryRun", dryRun).put("allChannels", allChannels);
    profile.id().ifPresent(id -> request.put("profile", id.value()));
    since.ifPresent(moment -> request.put("since", moment.time().toString()));
    return request;
  }

  private static String failure(String fault) {
    return fault.contains("timed out")
        ? "the reconciler ran out of time (%s): run it again, it goes on where something is left"
            .formatted(fault)
        : "the reconciler failed (%s): its log says more, see %s"
            .formatted(fault, CommandHints.runbook("the-reconciler-is-silent"));
  }
}
