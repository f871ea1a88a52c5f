package ivs.recordings.cli.command.operate;

import static java.util.stream.Collectors.joining;
import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.explain.RecordingLookup;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.LocalToken;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.model.recording.ProfileId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks the HTTP API for an address from which a recording is played.
@Command(
    name = "playback",
    descriptionHeading = "%n",
    description = {
      "Prints an address that plays a recording, in a browser's player, VLC or ffplay.",
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
      "  ./recordings playback uxa0OrtRP8Rs --stack prod --token \"$TOKEN\""
    })
public final class PlaybackCommand extends AwsCommand {
  private static final int HTTP_OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(35);
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final ProfileId OPERATOR = new ProfileId("recordings-cli");
  private static final Duration ONE_REQUEST = Duration.ofMinutes(5);

  /// What a JWT in an Authorization header consists of.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

  @Parameters(paramLabel = "ID", description = "The recording's id. A ~ stands for a slash.")
  private String id = "";

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
    if (chosen instanceof TargetAddress.Stack && token.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "playback needs --token with --stack: a token of the identity provider that the stack's parameter JwtIssuer names");
    }
    if (token.filter(text -> !TOKEN.matcher(text).matches()).isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "--token wants a token alone, without 'Bearer' and without blanks");
    }
    if (RecordingLookup.name(id).isBlank()) {
      throw new CommandException(ExitCode.USAGE, "the id is blank");
    }
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    var bearer =
        token.orElseGet(() ->
            LocalToken.sign(target, OPERATOR, Optional.of(LocalToken.OPERATOR), ONE_REQUEST)
                .text());
    var answer = ask(target.apiUrl(), bearer);
    var json = JsonOutput.read(answer.body()).orElseGet(JsonOutput::object);
    if (answer.statusCode() != HTTP_OK || !json.path("url").isTextual()) {
      throw refusal(answer.statusCode(), json);
    }
    if (output.isJson()) {
      output.json(shell(), json);
    } else {
      shell().out().println(DisplayText.line(json.path("url").asText()));
    }
    return ExitCode.OK;
  }

  private HttpResponse<String> ask(String api, String bearer) throws InterruptedException {
    var name = RecordingLookup.name(id).replace('/', '~');
    var path =
        "/v1/recordings/%s/%s"
            .formatted(
                URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"),
                download ? "download" : "playback");
    var request =
        HttpRequest.newBuilder(URI.create(api + path))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString("{}"))
            .build();
    try (var http = HttpClient.newBuilder().connectTimeout(TO_CONNECT).build()) {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException unreachable) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "the API does not answer at %s (%s): try again in a moment"
              .formatted(api, Optional.ofNullable(unreachable.getMessage()).orElse("no answer")),
          unreachable);
    }
  }

  private CommandException refusal(int status, JsonNode problem) {
    var name = RecordingLookup.name(id);
    var words =
        Stream.of("title", "detail", "message")
            .map(field -> problem.path(field).asText())
            .filter(text -> !text.isBlank())
            .collect(joining(" "));
    var why = words.isEmpty() ? "HTTP status " + status : DisplayText.line(words);
    return switch (status) {
      case 401, 403 ->
          new CommandException(
              ExitCode.REFUSED,
              "the API does not accept the token (%s): it may have expired, or be of another issuer or audience"
                  .formatted(why));
      case 404 ->
          new CommandException(
              ExitCode.NOT_FOUND,
              "there is no recording %s that the token may see; '%s' shows those there are"
                  .formatted(name, calls().line("list")));
      case 409 ->
          new CommandException(
              ExitCode.DIFFERENT,
              "%s cannot be %s now: %s '%s' says more"
                  .formatted(
                      name,
                      download ? "downloaded" : "played",
                      why,
                      calls().line("explain " + name)));
      case 410 ->
          new CommandException(
              ExitCode.NOT_FOUND, "%s was deleted or has expired: %s".formatted(name, why));
      default ->
          new CommandException(
              ExitCode.UNAVAILABLE,
              "the API answers %d (%s): try again in a moment".formatted(status, why));
    };
  }
}
