package ivs.recordings.cli.runtime;

import java.util.Optional;
import java.util.regex.Pattern;

/// Lines for a person to copy, which work as they stand: they reach the same system as the command
/// that prints them.
///
/// @param command how the person calls this program
/// @param where what is talked to; empty for a command that talks to no system
public record CommandHints(String command, Optional<TargetAddress> where) {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");
  private static final String RUNBOOK = "docs/runbook.md#";

  static CommandHints of(Shell shell, Optional<TargetAddress> where) {
    return new CommandHints(shell.command(), where);
  }

  /// Whether the lines are for a stack on AWS.
  public boolean isOfStack() {
    return where.filter(TargetAddress.Stack.class::isInstance).isPresent();
  }

  /// One of this program's commands, with the option that names the system if the person gave one.
  public String line(String words) {
    return command + " " + words + where.map(CommandHints::option).orElse("");
  }

  /// One of the AWS CLI's, which knows nothing of our default.
  public String aws(String words) {
    var endpoint =
        where
            .map(place ->
                switch (place) {
                  case TargetAddress.Endpoint(var url, _) ->
                      "--endpoint-url " + word(url.toString()) + " ";
                  case TargetAddress.Stack _ -> "";
                })
            .orElse("");
    return "aws " + endpoint + words;
  }

  private static String option(TargetAddress place) {
    return switch (place) {
      case TargetAddress.Stack(var name) -> " --stack " + word(name);
      case TargetAddress.Endpoint(var url, var named) ->
          named ? " --endpoint-url " + word(url.toString()) : "";
    };
  }

  /// A word as a shell takes it, whatever is in it.
  public static String word(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /// Where the runbook speaks of it.
  public static String runbook(String anchor) {
    return RUNBOOK + anchor;
  }
}
