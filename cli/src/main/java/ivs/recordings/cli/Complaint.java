package ivs.recordings.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// One line on standard error, and the exit code that goes with it.
final class Complaint {
  private Complaint() {}

  static int ofUsage(Shell shell, ParameterException wrong) {
    var guesses =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions().stream().limit(3).toList()
            : List.<String>of();
    var guess =
        guesses.isEmpty() ? "" : " (did you mean %s?)".formatted(String.join(" or ", guesses));
    var called = wrong.getCommandLine().getCommandSpec().qualifiedName().replaceFirst("^\\w+", "");
    say(
        shell,
        "%s%s; see '%s%s --help'"
            .formatted(
                String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", ""),
                guess,
                shell.command(),
                called));
    return ExitCode.USAGE.code();
  }

  static int of(Shell shell, Exception trouble, CommandLine at) {
    var where =
        at.getCommand() instanceof TalkingCommand talks ? talks.where() : Optional.<Where>empty();
    var failure = new Diagnosis(shell, where).of(trouble);
    say(shell, String.valueOf(failure.getMessage()));
    if (at.getCommandSpec().root().userObject() instanceof Recordings all && all.isDebugging()) {
      trouble.printStackTrace(shell.err());
    }
    return failure.exitCode().code();
  }

  /// Something that no command could have caught, such as a lack of memory.
  static int of(Shell shell, Error broken) {
    var failure = new Diagnosis(shell, Optional.empty()).of(broken);
    say(shell, String.valueOf(failure.getMessage()));
    return failure.exitCode().code();
  }

  private static void say(Shell shell, String message) {
    shell.out().flush();
    shell.err().println("recordings: " + Legible.line(message.replaceAll("\\s*\\R\\s*", " ")));
  }
}
