package ivs.recordings.cli.command.operate;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.api.ApiClient.Answer;
import ivs.recordings.cli.api.ApiCommand;
import ivs.recordings.cli.explain.RecordingLookup;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.TargetAddress;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks the HTTP API for an address from which a recording is played, or all recordings of a
/// stream.
@Command(
    name = "playback",
    descriptionHeading = "%n",
    description = {
      "Prints an address that plays a recording, or the recordings of a stream as one, in a"
          + " browser's player, VLC or ffplay.",
      "",
      "The address is good for some hours and needs no token: give it only to those who may watch."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings playback uxa0OrtRP8Rs",
      "  ./recordings playback uxa0OrtRP8Rs --download --json",
      "  ./recordings playback --stream st-1fhKq2DcbJ7",
      "  ./recordings playback uxa0OrtRP8Rs --stack prod --token \"$TOKEN\""
    })
public final class PlaybackCommand extends ApiCommand {
  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      defaultValue = NULL_VALUE,
      description = "The recording's id. A ~ stands for a slash.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--stream",
      paramLabel = "ID",
      defaultValue = NULL_VALUE,
      description = "All recordings of this stream as one, instead of a recording.")
  private Optional<String> stream = Optional.empty();

  @Option(
      names = "--download",
      description = "An address that saves the recording as one file instead, where there is one.")
  private boolean download;

  public PlaybackCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    super.check(chosen);
    if (id.isPresent() == stream.isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "playback wants the ID of a recording, or --stream ID");
    }
    if (name().isBlank()) {
      throw new CommandException(ExitCode.USAGE, "the id is blank");
    }
    if (download && stream.isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "a stream is no file; --download takes the id of a recording");
    }
  }

  private String name() {
    return stream.or(() -> id).map(RecordingLookup::name).orElse("");
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var path = ApiClient.path(stream.isPresent() ? "/v1/streams" : "/v1/recordings", name());
    var answer = client.post(path + (download ? "/download" : "/playback"), JsonOutput.object());
    var json = answer.json();
    if (!answer.isOk() || !json.path("url").isTextual()) {
      throw refusal(answer);
    }
    say(json, json.path("url").asText());
    return ExitCode.OK;
  }

  private CommandException refusal(Answer answer) {
    var subject = (stream.isPresent() ? "stream " : "recording ") + name();
    return answer.status() == 409
        ? new CommandException(
            ExitCode.DIFFERENT,
            "the %s cannot be %s now: %s '%s' says more"
                .formatted(
                    subject,
                    download ? "downloaded" : "played",
                    answer.why(),
                    calls().line((stream.isPresent() ? "show " : "explain ") + name())))
        : refusal(answer, subject, "list");
  }
}
