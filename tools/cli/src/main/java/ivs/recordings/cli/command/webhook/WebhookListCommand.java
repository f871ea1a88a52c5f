package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import picocli.CommandLine.Command;

/// Shows webhooks.
@Command(
    name = "list",
    descriptionHeading = "%n",
    description = {"Shows the webhooks and how they fare."},
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook list",
      "  ./recordings webhook list --owner anna --json"
    })
public final class WebhookListCommand extends WebhookApiCommand {
  public WebhookListCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    rows(new WebhookFormat(), accepted(client.get(path())).path("items"));
    return ExitCode.OK;
  }
}
