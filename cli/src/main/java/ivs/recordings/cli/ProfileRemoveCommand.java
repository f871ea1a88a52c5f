package ivs.recordings.cli;

import ivs.recordings.model.Profile;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.CorruptRow;
import ivs.recordings.store.ProfileTable;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Takes a channel from the profile that it belongs to.
@Command(
    name = "remove",
    descriptionHeading = "%n",
    description = {
      "Removes the link of a channel to its profile.",
      "",
      "Recordings that exist keep the profile they have. Events that come from now on, the ends of"
          + " open recordings among them, are parked until the channel is linked again, or ignored"
          + " where the stack says UnknownProfiles=ignore; the reconciler and 'audit' leave the"
          + " channel alone."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Example:",
      "  ./recordings profile remove --channel arn:aws:ivs:us-west-2:123456789012:channel/AbCdef1G2hij"
    })
final class ProfileRemoveCommand extends TalkingCommand {
  @Option(
      names = "--channel",
      required = true,
      paramLabel = "ARN",
      description = "The ARN of the IVS channel or stage.")
  private Optional<SourceArn> channel = Optional.empty();

  @Option(names = "--yes", description = "Don't ask before.")
  private boolean yes;

  @Mixin private Output output = new Output();

  ProfileRemoveCommand(Shell shell) {
    super(shell);
  }

  @Override
  ExitCode talk(Target target) {
    var arn = channel.orElseThrow();
    var profiles = target.tables().profiles();
    var owner = owner(arn, profiles);
    Confirmation.of(
        shell(),
        yes,
        List.of("%s belongs to %s".formatted(arn.value(), owner)),
        "take it from them?");
    if (!profiles.remove(arn)) {
      throw notLinked(arn);
    }
    if (output.isJson()) {
      output.json(
          shell(), Json.object().put("sourceArn", arn.value()).put("removedProfileId", owner));
    } else {
      shell()
          .out()
          .println(Legible.line("%s has no profile (before: %s)".formatted(arn.value(), owner)));
    }
    return ExitCode.OK;
  }

  /// A corrupt row can be removed, too.
  private String owner(SourceArn arn, ProfileTable profiles) {
    Optional<Profile> found;
    try {
      found = profiles.find(arn);
    } catch (CorruptRow corrupt) {
      return "an unknown profile: the row is corrupt";
    }
    return found.map(profile -> profile.profileId().value()).orElseThrow(() -> notLinked(arn));
  }

  private Failure notLinked(SourceArn arn) {
    return new Failure(
        ExitCode.NOT_FOUND,
        "%s has no profile; '%s' shows the channels that have one"
            .formatted(arn.value(), calls().line("profile list")));
  }
}
