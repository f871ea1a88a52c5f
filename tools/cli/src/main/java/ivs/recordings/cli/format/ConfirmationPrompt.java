package ivs.recordings.cli.format;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import java.util.List;

/// Asks before something is done that cannot be undone.
public final class ConfirmationPrompt {
  private ConfirmationPrompt() {}

  /// Returns if the person agrees.
  ///
  /// @param yes whether the person has agreed already
  /// @param shown what is about to go, line by line
  /// @param question such as `discard it for ever?`
  public static void of(Shell shell, boolean yes, List<String> shown, String question) {
    if (yes) {
      return;
    }
    if (shell.columns().isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "nothing was done: only at a terminal it can ask; --yes does not ask");
    }
    shown.forEach(line -> shell.err().println(DisplayText.line(line)));
    shell.err().print(question + " [y/N] ");
    shell.err().flush();
    if (!agrees(shell)) {
      throw new CommandException(ExitCode.DIFFERENT, "nothing was done");
    }
  }

  private static boolean agrees(Shell shell) {
    try {
      int answer = shell.in().read();
      return answer == 'y' || answer == 'Y';
    } catch (IOException noAnswer) {
      return false;
    }
  }
}
