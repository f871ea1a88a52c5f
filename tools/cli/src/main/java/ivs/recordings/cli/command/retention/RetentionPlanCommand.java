package ivs.recordings.cli.command.retention;

import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.option.LimitOption;
import ivs.recordings.cli.option.ProfileOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Says what the next run deletes.
@Command(
    name = "plan",
    descriptionHeading = "%n",
    description = {
      "Says what is due for deletion: why, how many objects, and what is kept of it.",
      "",
      "It asks the function that deletes once an hour, by the same rules, and changes nothing. The"
          + " exit code is 1 where something is due that cannot be deleted."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings retention plan --profile ada"})
public final class RetentionPlanCommand extends AwsCommand {
  @Mixin private ProfileOption profile = new ProfileOption();

  @Mixin private LimitOption limit = new LimitOption();

  @Mixin private OutputOptions output = new OutputOptions();

  public RetentionPlanCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var report = new RetentionRuns(target, profile.id()).plan(limit.rows());
    if (output.isJson()) {
      output.json(shell(), report);
    } else {
      new RetentionReportFormat(shell()).say(report);
    }
    return report.path("faults").asInt() == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
  }
}
