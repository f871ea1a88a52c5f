package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine.Command;

/// Holds the commands about domain events together.
@Command(
    name = "events",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {"Works with the events that tell other systems of recordings."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
public final class EventsCommand implements Runnable {
  private final Shell shell;

  public EventsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE,
        "say 'events republish'; see '%s events --help'".formatted(shell.command()));
  }
}
