package ivs.recordings.cli;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Holds the commands about one subject together, and does nothing without one of them.
///
/// @param commands what to say instead, such as `'profile put' or 'profile list'`
@Command(
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
record CommandGroup(Shell shell, String name, String commands) implements Runnable {
  /// @param description one sentence
  CommandLine described(String description) {
    var group = new CommandLine(this);
    group.getCommandSpec().name(name).usageMessage().description(description);
    return group;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE, "say %s; see '%s %s --help'".formatted(commands, shell.command(), name));
  }
}
