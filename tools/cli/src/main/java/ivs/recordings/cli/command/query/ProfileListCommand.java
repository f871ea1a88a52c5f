package ivs.recordings.cli.command.query;

import static java.util.Comparator.comparing;

import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ProfileFormat;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows whom each channel belongs to.
@Command(
    name = "list",
    descriptionHeading = "%n",
    description = {"Lists every channel that belongs to a profile."},
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings profile list --json"})
public final class ProfileListCommand extends AwsCommand {
  @Mixin private OutputOptions output = new OutputOptions();

  public ProfileListCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var found = target.tables().profiles().all();
    var profiles =
        found.rows().stream()
            .sorted(
                comparing((Profile profile) -> profile.profileId().value())
                    .thenComparing(profile -> profile.sourceArn().value()))
            .toList();
    output.rows(shell(), new ProfileFormat(), profiles);
    return sayCorrupt(found.corruptItems());
  }
}
