package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine.Command;

/// Holds the commands about profiles together.
@Command(
    name = "profile",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {"Says whom each channel and stage belongs to."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
public final class ProfileCommand implements Runnable {
  private final Shell shell;

  public ProfileCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE,
        "say 'profile put', 'profile list' or 'profile remove'; see '%s profile --help'"
            .formatted(shell.command()));
  }
}
