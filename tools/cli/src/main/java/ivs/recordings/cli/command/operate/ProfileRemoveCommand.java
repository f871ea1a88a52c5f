package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.format.ConfirmationPrompt;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.store.ProfileTable;
import ivs.recordings.store.item.CorruptItemException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Takes a channel or stage from the profile that it belongs to.
@Command(
    name = "remove",
    descriptionHeading = "%n",
    description = {
      "Removes the link of a channel or stage to its profile.",
      "",
      "Recordings that exist keep the profile they have. Events that come from now on, the ends of"
          + " open recordings among them, are parked until it is linked again, or ignored where the"
          + " stack says UnknownProfiles=ignore; the reconciler and 'audit' leave it alone."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Example:",
      "  ./recordings profile remove --channel arn:aws:ivs:us-west-2:123456789012:channel/AbCdef1G2hij"
    })
public final class ProfileRemoveCommand extends AwsCommand {
  @Option(
      names = {"--channel", "--stage"},
      required = true,
      paramLabel = "ARN",
      description = "The ARN of the IVS channel or stage.")
  private Optional<SourceArn> channel = Optional.empty();

  @Option(names = "--yes", description = "Don't ask before.")
  private boolean yes;

  @Mixin private OutputOptions output = new OutputOptions();

  public ProfileRemoveCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var arn = channel.orElseThrow();
    var profiles = target.tables().profiles();
    var owner = owner(arn, profiles);
    ConfirmationPrompt.of(
        shell(),
        yes,
        List.of("%s belongs to %s".formatted(arn.value(), owner)),
        "take it from them?");
    if (!profiles.remove(arn)) {
      throw notLinked(arn);
    }
    if (output.isJson()) {
      output.json(
          shell(),
          JsonOutput.object().put("sourceArn", arn.value()).put("removedProfileId", owner));
    } else {
      shell()
          .out()
          .println(
              DisplayText.line("%s has no profile (before: %s)".formatted(arn.value(), owner)));
    }
    return ExitCode.OK;
  }

  /// A corrupt row can be removed, too.
  private String owner(SourceArn arn, ProfileTable profiles) {
    Optional<Profile> found;
    try {
      found = profiles.find(arn);
    } catch (CorruptItemException corrupt) {
      return "an unknown profile: the row is corrupt";
    }
    return found.map(profile -> profile.profileId().value()).orElseThrow(() -> notLinked(arn));
  }

  private CommandException notLinked(SourceArn arn) {
    return new CommandException(
        ExitCode.NOT_FOUND,
        "%s has no profile; '%s' shows the channels and stages that have one"
            .formatted(arn.value(), calls().line("profile list")));
  }
}
