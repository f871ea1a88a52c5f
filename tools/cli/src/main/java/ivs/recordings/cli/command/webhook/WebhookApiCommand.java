package ivs.recordings.cli.command.webhook;

import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.api.ApiClient.Answer;
import ivs.recordings.cli.api.ApiCommand;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;
import picocli.CommandLine.Option;

/// A command that asks the HTTP API about webhooks: it alone checks addresses and makes secrets.
abstract class WebhookApiCommand extends ApiCommand {
  private static final String COLLECTION = "/v1/webhooks";

  @Option(
      names = "--owner",
      paramLabel = "PROFILE",
      defaultValue = NULL_VALUE,
      description =
          "An operator's way to the webhooks of a profile; else those of operators, which are"
              + " notified of all profiles.")
  private Optional<ProfileId> owner = Optional.empty();

  WebhookApiCommand(Shell shell) {
    super(shell);
  }

  /// The path of what follows the collection of webhooks.
  String path(String... segments) {
    return ApiClient.path(COLLECTION, segments)
        + owner.map(profile -> "?profileId=" + ApiClient.encoded(profile.value())).orElse("");
  }

  /// The body of an answer that is none of a refusal.
  JsonNode accepted(Answer answer) {
    if (answer.isOk()) {
      return answer.json();
    }
    throw refusal(answer, "such webhook", "webhook list");
  }

  void rows(RowFormat<ObjectNode> format, JsonNode items) {
    rows(format, items.valueStream().map(ObjectNode.class::cast).toList());
  }

  static ObjectNode object() {
    return JsonOutput.object();
  }
}
