package ivs.recordings.cli.option;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import picocli.CommandLine.Option;

/// `--limit`: how many rows at most.
public final class LimitOption {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; default ${DEFAULT-VALUE}.")
  private int rows;

  public int rows() {
    if (rows < 1) {
      throw new CommandException(ExitCode.USAGE, "--limit wants a number from 1 on, not " + rows);
    }
    return rows;
  }

  /// What is cut off must not look complete.
  public void hint(Shell shell, int shown) {
    if (shown == rows) {
      shell.err().printf("the first %,d; --limit shows more%n", rows);
    }
  }
}
