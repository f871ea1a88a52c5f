package ivs.recordings.cli;

import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.TargetAddress;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// One line on standard error, and the exit code that goes with it.
final class ErrorPrinter {
  private ErrorPrinter() {}

  static int ofUsage(Shell shell, ParameterException wrong) {
    say(shell, new UsageMessage(shell.command(), wrong).text());
    return ExitCode.USAGE.code();
  }

  static int of(Shell shell, Exception trouble, CommandLine at) {
    var where =
        at.getCommand() instanceof AwsCommand talks
            ? talks.where()
            : Optional.<TargetAddress>empty();
    var failure = new ErrorMapper(shell, where).of(trouble);
    say(shell, String.valueOf(failure.getMessage()));
    if (at.getCommandSpec().root().userObject() instanceof RecordingsCommand all
        && all.isDebugging()) {
      trouble.printStackTrace(shell.err());
    }
    return failure.exitCode().code();
  }

  /// Something that no command could have caught, such as a lack of memory.
  static int of(Shell shell, Error broken) {
    var failure = new ErrorMapper(shell, Optional.empty()).of(broken);
    say(shell, String.valueOf(failure.getMessage()));
    return failure.exitCode().code();
  }

  private static void say(Shell shell, String message) {
    shell.out().flush();
    shell.err().println("recordings: " + DisplayText.line(message.replaceAll("\\s*\\R\\s*", " ")));
  }
}
