package ivs.recordings.cli;

import picocli.CommandLine.Command;

/// Holds the commands about profiles together.
@Command(
    name = "profile",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {"Says whom each channel belongs to."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class ProfileCommand implements Runnable {
  private final Shell shell;

  ProfileCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new Failure(
        ExitCode.USAGE,
        "say 'profile put', 'profile list' or 'profile remove'; see '%s profile --help'"
            .formatted(shell.command()));
  }
}
