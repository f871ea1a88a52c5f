package ivs.recordings.cli;

import static java.util.stream.Collectors.joining;

import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.TargetAddress;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// One line on standard error, and the exit code that goes with it.
final class ErrorPrinter {
  private ErrorPrinter() {}

  static int ofUsage(Shell shell, ParameterException wrong) {
    var called = wrong.getCommandLine().getCommandSpec().qualifiedName().replaceFirst("^\\w+", "");
    var help = "'%s%s --help'".formatted(shell.command(), called);
    var guesses =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions().stream().limit(3).toList()
            : List.<String>of();
    say(
        shell,
        unknownCommand(wrong)
            .map(name -> unknownCommand(called.strip(), name, guesses) + help + " lists them all")
            .orElseGet(() ->
                "%s%s; see %s"
                    .formatted(
                        String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", ""),
                        guesses.isEmpty()
                            ? ""
                            : " (did you mean %s?)".formatted(String.join(" or ", guesses)),
                        help)));
    return ExitCode.USAGE.code();
  }

  /// The word that stands where one of several commands has to.
  private static Optional<String> unknownCommand(ParameterException wrong) {
    return wrong instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !wrong.getCommandLine().getSubcommands().isEmpty()
        ? unmatched.getUnmatched().stream().findFirst()
        : Optional.empty();
  }

  /// @param group the command that the unknown one would belong to; empty for the program itself
  private static String unknownCommand(String group, String name, List<String> guesses) {
    var commands =
        guesses.stream()
            .map(guess -> "'%s'".formatted((group + " " + guess).strip()))
            .collect(joining(" or "));
    return "unknown command '%s'; %s"
        .formatted(
            (group + " " + name).strip(),
            commands.isEmpty() ? "" : "did you mean %s? ".formatted(commands));
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
