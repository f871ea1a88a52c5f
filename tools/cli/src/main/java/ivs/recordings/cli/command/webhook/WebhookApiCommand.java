package ivs.recordings.cli.command.webhook;

import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RowFormat;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that asks the HTTP API about webhooks: it alone checks addresses and makes secrets.
abstract class WebhookApiCommand extends AwsCommand {
  static final String COLLECTION = "/v1/webhooks";

  private static final ProfileId OPERATOR = new ProfileId("recordings-cli");
  private static final Duration A_FEW_REQUESTS = Duration.ofMinutes(5);

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = NULL_VALUE,
      description =
          "Who asks: a token of your identity provider. The embedded system needs none, and takes"
              + " you for an operator without it.")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--owner",
      paramLabel = "PROFILE",
      defaultValue = NULL_VALUE,
      description =
          "An operator's way to the webhooks of a profile; else those of operators, which are"
              + " notified of all profiles.")
  private Optional<ProfileId> owner = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  WebhookApiCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    ApiClient.check(token, chosen, "webhook");
  }

  @Override
  protected final ExitCode talk(Target target) throws InterruptedException {
    var bearer =
        token.orElseGet(() ->
            LocalToken.sign(target, OPERATOR, Optional.of(LocalToken.OPERATOR), A_FEW_REQUESTS)
                .text());
    try (var http = ApiClient.client()) {
      var client = new ApiClient(http, target.apiUrl(), bearer);
      try {
        return ask(client);
      } catch (IOException silence) {
        throw client.unreachable(silence);
      }
    }
  }

  abstract ExitCode ask(ApiClient client) throws IOException, InterruptedException;

  /// The path of a webhook, or of what belongs to it.
  String path(String... segments) {
    var path = new StringBuilder(COLLECTION);
    for (var segment : segments) {
      path.append('/').append(encoded(segment));
    }
    owner.ifPresent(profile -> path.append("?profileId=").append(encoded(profile.value())));
    return path.toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// The body of an answer that is none of a refusal.
  JsonNode accepted(Answer answer) {
    if (answer.isOk()) {
      return answer.json();
    }
    throw switch (answer.status()) {
      case 400 -> new CommandException(ExitCode.USAGE, answer.why());
      case 404 ->
          new CommandException(
              ExitCode.NOT_FOUND,
              "there is no such webhook, or it is another's; '%s' shows those there are"
                  .formatted(calls().line("webhook list")));
      case 409, 412 -> new CommandException(ExitCode.DIFFERENT, answer.why());
      default -> ApiClient.refused(answer);
    };
  }

  boolean isJson() {
    return output.isJson();
  }

  void json(JsonNode json) {
    output.json(shell(), json);
  }

  /// A line of what was done, or the answer as JSON.
  void say(JsonNode json, String line) {
    if (isJson()) {
      json(json);
    } else {
      shell().out().println(DisplayText.line(line));
    }
  }

  void rows(RowFormat<ObjectNode> format, JsonNode items) {
    List<ObjectNode> rows = new ArrayList<>();
    items.forEach(item -> rows.add((ObjectNode) item));
    output.rows(shell(), format, rows);
  }

  static ObjectNode object() {
    return JsonOutput.object();
  }
}
