package ivs.recordings.cli.command.query;

import ivs.recordings.cli.doctor.HealthChecks;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Looks for what breaks recordings before it breaks them.
@Command(
    name = "doctor",
    descriptionHeading = "%n",
    description = {
      "Checks what breaks recordings before it breaks them.",
      "",
      "Recording and storage configurations and their buckets, channels and stages without a"
          + " profile or without a configuration, rules, queue, archive, functions, the"
          + " bucket that the CDN serves, and this machine's clock. It only reads. The exit code is 1 on a fault, 69 where a check could"
          + " not be made. The embedded system has no channels of its own: what cannot be checked"
          + " there is named."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings doctor --stack NAME"})
public final class DoctorCommand extends AwsCommand {
  @Mixin private OutputOptions output = new OutputOptions();

  public DoctorCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var checkup = new HealthChecks(target, new ErrorMapper(shell(), where()), Clock.systemUTC());
    var findings = checkup.findings().heard();
    if (output.isJson()) {
      output.json(shell(), findings.json());
    } else {
      findings.say(shell());
    }
    return findings.exitCode();
  }
}
