package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import picocli.CommandLine.Command;

/// Makes a new secret.
@Command(
    name = "rotate",
    descriptionHeading = "%n",
    description = {
      "Makes a new secret and prints it, once. For 24 hours deliveries are signed with both."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook rotate we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11"
    })
public final class WebhookRotateCommand extends WebhookIdCommand {
  public WebhookRotateCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var rotated = accepted(client.post(path("rotate"), object()));
    var secret = rotated.path("secret").asText();
    say(object().put("id", id()).put("secret", secret), "%s %s".formatted(id(), secret));
    return ExitCode.OK;
  }
}
