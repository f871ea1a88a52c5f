package ivs.recordings.cli.command.retention;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine.Command;

/// Holds the commands about retention together.
@Command(
    name = "retention",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {"Says what is due for deletion, deletes it, and holds recordings."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
public final class RetentionCommand implements Runnable {
  private final Shell shell;

  public RetentionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE,
        "say 'retention plan', 'retention apply' or 'retention hold'; see '%s retention --help'"
            .formatted(shell.command()));
  }
}
