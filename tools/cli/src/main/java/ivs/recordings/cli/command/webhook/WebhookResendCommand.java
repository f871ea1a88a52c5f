package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Sends an event again.
@Command(
    name = "resend",
    descriptionHeading = "%n",
    description = {"Sends one event of the log again, with the same id."},
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook resend we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11 2026-11-30T08:00:00.000Z~6f1c"
    })
public final class WebhookResendCommand extends WebhookIdCommand {
  @Parameters(
      index = "1",
      paramLabel = "DELIVERY",
      description = "Its id, as 'webhook log' shows it.")
  private String delivery = "";

  public WebhookResendCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var sent = accepted(client.post(path("deliveries", delivery, "resend"), object()));
    say(sent, "%s is sent again; 'webhook log' shows the outcome".formatted(delivery));
    return ExitCode.OK;
  }
}
