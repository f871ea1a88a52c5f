package ivs.recordings.cli.command.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/// Sends a test event.
@Command(
    name = "test",
    descriptionHeading = "%n",
    description = {"Sends an event webhook.test, and waits for the outcome of its first attempt."},
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook test we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11"
    })
public final class WebhookTestCommand extends WebhookIdCommand {
  /// An attempt takes at most 15 seconds, and its message some more to arrive.
  private static final int SECONDS_TO_WAIT = 40;

  public WebhookTestCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var sent = accepted(client.post(path("test"), object()));
    var delivery = sent.path("id").asText();
    for (var second = 0; second < SECONDS_TO_WAIT; second++) {
      TimeUnit.SECONDS.sleep(1);
      for (var logged : accepted(client.get(path("deliveries"))).path("items")) {
        if (logged.path("id").asText().equals(delivery) && logged.has("result")) {
          return outcome(logged);
        }
      }
    }
    say(sent, "%s was sent, and there is no outcome yet".formatted(delivery));
    return ExitCode.DIFFERENT;
  }

  private ExitCode outcome(JsonNode logged) {
    var result = logged.path("result").asText();
    say(
        logged,
        "%s %s %s"
            .formatted(result, logged.path("status").asText(), logged.path("answer").asText())
            .strip());
    return result.equals("delivered") ? ExitCode.OK : ExitCode.DIFFERENT;
  }
}
