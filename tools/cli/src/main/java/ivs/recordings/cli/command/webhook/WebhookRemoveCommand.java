package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import picocli.CommandLine.Command;

/// Removes a webhook.
@Command(
    name = "remove",
    descriptionHeading = "%n",
    description = {"Removes a webhook and its secret. Its log expires by itself."},
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook remove we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11"
    })
public final class WebhookRemoveCommand extends WebhookIdCommand {
  public WebhookRemoveCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    say(accepted(client.delete(path())), "%s is removed".formatted(id()));
    return ExitCode.OK;
  }
}
