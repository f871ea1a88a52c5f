package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine.Command;

/// Holds the commands about webhooks together.
@Command(
    name = "webhook",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {"Notifies addresses of recordings, and shows how that goes."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
public final class WebhookCommand implements Runnable {
  private final Shell shell;

  public WebhookCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE,
        "say 'webhook add', 'webhook list', 'webhook log' or another; '%s webhook --help' lists them"
            .formatted(shell.command()));
  }
}
