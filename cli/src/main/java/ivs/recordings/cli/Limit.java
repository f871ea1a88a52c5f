package ivs.recordings.cli;

import picocli.CommandLine.Option;

/// `--limit`: how many rows at most.
final class Limit {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; default ${DEFAULT-VALUE}.")
  private int rows;

  int rows() {
    if (rows < 1) {
      throw new Failure(ExitCode.USAGE, "--limit wants a number from 1 on, not " + rows);
    }
    return rows;
  }

  /// What is cut off must not look complete.
  void hint(Shell shell, int shown) {
    if (shown == rows) {
      shell.err().printf("the first %,d; --limit shows more%n", rows);
    }
  }
}
