package ivs.recordings.cli.runtime;

import ivs.recordings.model.recording.ProfileId;

/// Ends a command. The message is one line that says what to do.
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public CommandException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CommandException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public static CommandException unknownProfile(ProfileId id, CommandHints calls) {
    return new CommandException(
        ExitCode.NOT_FOUND,
        "no channel belongs to the profile %s: '%s' shows the profiles"
            .formatted(id.value(), calls.line("profile list")));
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
