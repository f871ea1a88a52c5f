package ivs.recordings.cli.command.operate;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ProfileFormat;
import ivs.recordings.cli.parking.ParkedEventReleaser;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.ProfileTable;
import ivs.recordings.store.item.CorruptItemException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Links a channel or stage to a profile and lets in what waited for that.
@Command(
    name = "put",
    descriptionHeading = "%n",
    description = {
      "Says that a channel or stage belongs to a profile.",
      "",
      "This takes the place of whatever was said before. Events of the channel or stage that are"
          + " parked for want of a profile are sent to the queue again at once. Recordings that"
          + " exist keep the profile they have."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings profile put --profile ada \\",
      "    --channel arn:aws:ivs:us-west-2:123456789012:channel/AbCdef1G2hij",
      "  ./recordings profile put --profile ada \\",
      "    --stage arn:aws:ivs:us-west-2:123456789012:stage/AbCdef1G2hij"
    })
public final class ProfilePutCommand extends AwsCommand {
  @Option(
      names = {"--channel", "--stage"},
      required = true,
      paramLabel = "ARN",
      description =
          "The ARN of the IVS channel or stage; upload:user/ID for what the profile uploads.")
  private Optional<SourceArn> channel = Optional.empty();

  @Option(
      names = "--profile",
      required = true,
      paramLabel = "ID",
      description = "Whose channel or stage it is.")
  private Optional<ProfileId> profile = Optional.empty();

  @Option(
      names = "--channel-name",
      paramLabel = "NAME",
      defaultValue = NULL_VALUE,
      description = "The channel's name, for people to read.")
  private Optional<String> channelName = Optional.empty();

  @Option(
      names = "--display-name",
      paramLabel = "NAME",
      defaultValue = NULL_VALUE,
      description = "The profile's name, for people to read.")
  private Optional<String> displayName = Optional.empty();

  @Option(
      names = "--username",
      paramLabel = "NAME",
      defaultValue = NULL_VALUE,
      description = "What the public library calls the profile; without one, its id.")
  private Optional<String> username = Optional.empty();

  @Option(
      names = "--image",
      paramLabel = "URL",
      defaultValue = NULL_VALUE,
      description = "The address of the picture that the public library shows of it.")
  private Optional<String> image = Optional.empty();

  @Option(
      names = "--retention-days",
      paramLabel = "N",
      defaultValue = NULL_VALUE,
      description =
          "How many days after their end its recordings are deleted, 0 for never; else as the stack"
              + " says. It applies to recordings that end from now on.")
  private Optional<Integer> retentionDays = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  public ProfilePutCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    try {
      retentionDays.ifPresent(days -> RetentionPolicy.days("--retention-days", days));
    } catch (IllegalArgumentException unsound) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(unsound.getMessage()));
    }
    var owner = SourceArn.ofUser(profile.orElseThrow());
    channel
        .filter(arn -> arn.isUser() && !arn.equals(owner))
        .ifPresent(foreign -> {
          throw new CommandException(
              ExitCode.USAGE, "the uploads of a profile are its own: say " + owner.value());
        });
  }

  @Override
  protected ExitCode talk(Target target) {
    var next =
        new Profile(
            channel.orElseThrow(),
            profile.orElseThrow(),
            channelName.filter(name -> !name.isBlank()),
            displayName.filter(name -> !name.isBlank()),
            username.filter(name -> !name.isBlank()),
            image.filter(address -> !address.isBlank()),
            retentionDays);
    var tables = target.tables();
    var before = owner(next.sourceArn(), tables.profiles());
    tables.profiles().put(next);
    int released =
        ParkedEventReleaser.of(
            ParkingCause.waitingForProfile(next.sourceArn()), target, tables.parkedEvents());
    if (output.isJson()) {
      output.json(shell(), new ProfileFormat().json(next).put("releasedEvents", released));
    } else {
      say(next, before, released);
    }
    return ExitCode.OK;
  }

  /// A corrupt row shows no owner; this replaces it.
  private static Optional<Profile> owner(SourceArn arn, ProfileTable profiles) {
    try {
      return profiles.find(arn);
    } catch (CorruptItemException corrupt) {
      return Optional.empty();
    }
  }

  private void say(Profile next, Optional<Profile> before, int released) {
    var out = shell().out();
    var previously =
        before
            .map(old -> old.profileId().value())
            .filter(old -> !old.equals(next.profileId().value()))
            .map(old -> " (before: %s)".formatted(old))
            .orElse("");
    out.println(
        DisplayText.line(
            "%s belongs to %s%s"
                .formatted(next.sourceArn().value(), next.profileId().value(), previously)));
    if (released > 0) {
      out.println(DisplayText.count(released, "parked event") + " released to the queue");
    }
  }
}
