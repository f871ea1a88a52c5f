package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.doctor.BucketPlan;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints what to add to a bucket of IVS so that the CDN can serve it.
@Command(
    name = "plan",
    descriptionHeading = "%n",
    description = {
      "Prints what to add to a bucket of IVS so that the CDN can serve it.",
      "",
      "Policy, CORS and lifecycle, each with all that is there already. It only reads: the bucket is"
          + " yours, and so is what you apply. The exit code is 1 where something is to be added."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings bucket plan --bucket my-recordings --stack NAME"})
public final class BucketPlanCommand extends AwsCommand {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      required = true,
      description = "The bucket that IVS records to.")
  private String bucket = "";

  @Option(
      names = "--archive",
      description =
          "Also plan to move segments to Glacier after 30 days (docs/retention.md#archive).")
  private boolean archive;

  @Mixin private OutputOptions output = new OutputOptions();

  public BucketPlanCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    if (!NAME.matcher(bucket).matches()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--bucket takes the name of a bucket alone, such as my-recordings: no s3:// and no path");
    }
  }

  @Override
  protected ExitCode talk(Target target) {
    var plan = BucketPlan.of(target, calls(), bucket, archive);
    if (output.isJson()) {
      output.json(shell(), plan.json());
    } else {
      plan.say(shell());
    }
    return plan.isComplete() ? ExitCode.OK : ExitCode.DIFFERENT;
  }
}
