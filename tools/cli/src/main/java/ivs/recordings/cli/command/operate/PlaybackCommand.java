package ivs.recordings.cli.command.operate;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.explain.RecordingLookup;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.ApiClient;
import ivs.recordings.cli.runtime.ApiClient.Answer;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.LocalToken;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.model.recording.ProfileId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
public final class PlaybackCommand extends AwsCommand {
  private static final ProfileId OPERATOR = new ProfileId("recordings-cli");
  private static final Duration ONE_REQUEST = Duration.ofMinutes(5);

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
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = NULL_VALUE,
      description =
          "Who asks: a token of your identity provider. The embedded system needs none, and lets"
              + " you see all recordings without it.")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--download",
      description = "An address that saves the recording as one file instead, where there is one.")
  private boolean download;

  @Mixin private OutputOptions output = new OutputOptions();

  public PlaybackCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    ApiClient.check(token, chosen, "playback");
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
  protected ExitCode talk(Target target) throws InterruptedException {
    var bearer =
        token.orElseGet(() ->
            LocalToken.sign(target, OPERATOR, Optional.of(LocalToken.OPERATOR), ONE_REQUEST)
                .text());
    var answer = ask(target.apiUrl(), bearer);
    var json = answer.json();
    if (!answer.isOk() || !json.path("url").isTextual()) {
      throw refusal(answer);
    }
    if (output.isJson()) {
      output.json(shell(), json);
    } else {
      shell().out().println(DisplayText.line(json.path("url").asText()));
    }
    return ExitCode.OK;
  }

  private Answer ask(String api, String bearer) throws InterruptedException {
    var path = ApiClient.path(stream.isPresent() ? "/v1/streams" : "/v1/recordings", name());
    try (var http = ApiClient.client()) {
      var client = new ApiClient(http, api, bearer);
      try {
        return client.post(path + (download ? "/download" : "/playback"), JsonOutput.object());
      } catch (IOException silence) {
        throw client.unreachable(silence);
      }
    }
  }

  private CommandException refusal(Answer answer) {
    var name = (stream.isPresent() ? "the stream " : "") + name();
    return switch (answer.status()) {
      case 404 ->
          new CommandException(
              ExitCode.NOT_FOUND,
              "there is no %s that the token may see; '%s' shows those there are"
                  .formatted(
                      stream.isPresent() ? "stream " + name() : "recording " + name(),
                      calls().line("list")));
      case 409 ->
          new CommandException(
              ExitCode.DIFFERENT,
              "%s cannot be %s now: %s '%s' says more"
                  .formatted(
                      name,
                      download ? "downloaded" : "played",
                      answer.why(),
                      calls().line((stream.isPresent() ? "show " : "explain ") + name())));
      case 410 ->
          new CommandException(
              ExitCode.NOT_FOUND,
              "%s was deleted or has expired: %s".formatted(name, answer.why()));
      default -> ApiClient.refused(answer);
    };
  }
}
