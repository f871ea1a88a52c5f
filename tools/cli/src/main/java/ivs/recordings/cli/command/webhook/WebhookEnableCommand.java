package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Enables or disables a webhook.
@Command(
    name = "enable",
    descriptionHeading = "%n",
    description = {
      "Enables a webhook again, and delivers what waits for it; or disables it.",
      "",
      "Events of the time between are in the log as SKIPPED; 'webhook replay' sends them."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook enable we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11",
      "  ./recordings webhook enable we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11 --off"
    })
public final class WebhookEnableCommand extends WebhookIdCommand {
  @Option(names = "--off", description = "Disable it instead.")
  private boolean off;

  public WebhookEnableCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var changed = accepted(client.patch(path(), object().put("enabled", !off)));
    say(changed, "%s is %s".formatted(id(), off ? "disabled" : "enabled"));
    return ExitCode.OK;
  }
}
