package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine.Command;

/// Holds the commands about buckets together.
@Command(
    name = "bucket",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {"Prints what a bucket of IVS lacks for playback."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
public final class BucketCommand implements Runnable {
  private final Shell shell;

  public BucketCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE, "say 'bucket plan'; see '%s bucket --help'".formatted(shell.command()));
  }
}
