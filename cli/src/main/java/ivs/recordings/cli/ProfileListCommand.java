package ivs.recordings.cli;

import static java.util.Comparator.comparing;

import ivs.recordings.model.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows whom each channel belongs to.
@Command(
    name = "list",
    descriptionHeading = "%n",
    description = {"Lists every channel that belongs to a profile."},
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings profile list --json"})
final class ProfileListCommand extends TalkingCommand {
  @Mixin private Output output = new Output();

  ProfileListCommand(Shell shell) {
    super(shell);
  }

  @Override
  ExitCode talk(Target target) {
    var profiles =
        target
            .tables()
            .profiles()
            .all()
            .sorted(
                comparing((Profile profile) -> profile.profileId().value())
                    .thenComparing(profile -> profile.sourceArn().value()))
            .toList();
    output.rows(shell(), new ProfileFormat(), profiles);
    return ExitCode.OK;
  }
}
