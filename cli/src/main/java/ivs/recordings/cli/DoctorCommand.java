package ivs.recordings.cli;

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
      "Recording configurations and their buckets, channels without a profile or without a"
          + " configuration, rules, queue, archive, functions, and this machine's clock. It only"
          + " reads. The exit code is 1 on a fault, 69 where a check could not be made. The embedded"
          + " system has no channels of its own: what cannot be checked there is named."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings doctor --stack NAME"})
final class DoctorCommand extends TalkingCommand {
  @Mixin private Output output = new Output();

  DoctorCommand(Shell shell) {
    super(shell);
  }

  @Override
  ExitCode talk(Target target) {
    var checkup = new Checkup(target, new Diagnosis(shell(), where()), Clock.systemUTC());
    var findings = checkup.findings().heard();
    if (output.isJson()) {
      output.json(shell(), findings.json());
    } else {
      findings.say(shell());
    }
    return findings.exitCode();
  }
}
