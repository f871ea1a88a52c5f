package ivs.recordings.cli;

import ivs.recordings.cli.runtime.CheckedStandardOutput;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.FileDescriptor;
import java.util.Locale;

/// The `recordings` command as a process of its own.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    var out = new CheckedStandardOutput(FileDescriptor.out);
    var shell = Shell.ofProcess(out);
    var exitCode = RecordingsCommand.run(shell, arguments);
    var lost = out.failure();
    if (lost.isPresent()) {
      shell.err().println("recordings: not everything could be printed: " + lost.get());
      exitCode = ExitCode.UNPRINTED.code();
    }
    System.exit(exitCode);
  }
}
