package ivs.recordings.cli;

import java.util.Optional;
import java.util.regex.Pattern;

/// Lines for a person to copy, which work as they stand: they reach the same system as the command
/// that prints them.
///
/// @param command how the person calls this program
/// @param where what is talked to; empty for a command that talks to no system
record Calls(String command, Optional<Where> where) {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");
  private static final String RUNBOOK = "docs/runbook.md#";

  static Calls of(Shell shell, Optional<Where> where) {
    return new Calls(shell.command(), where);
  }

  /// One of this program's commands, with the option that names the system if the person gave one.
  String line(String words) {
    return command + " " + words + where.map(Calls::option).orElse("");
  }

  /// One of the AWS CLI's, which knows nothing of our default.
  String aws(String words) {
    var endpoint =
        where
            .map(place ->
                switch (place) {
                  case Where.Endpoint(var url, _) -> "--endpoint-url " + word(url.toString()) + " ";
                  case Where.Stack _ -> "";
                })
            .orElse("");
    return "aws " + endpoint + words;
  }

  private static String option(Where place) {
    return switch (place) {
      case Where.Stack(var name) -> " --stack " + word(name);
      case Where.Endpoint(var url, var named) ->
          named ? " --endpoint-url " + word(url.toString()) : "";
    };
  }

  /// A word as a shell takes it, whatever a stranger has put into it.
  static String word(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /// Where the runbook speaks of it.
  static String runbook(String anchor) {
    return RUNBOOK + anchor;
  }
}
