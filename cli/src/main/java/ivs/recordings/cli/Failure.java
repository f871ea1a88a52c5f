package ivs.recordings.cli;

import ivs.recordings.model.ProfileId;

/// Ends a command. The message is one line that says what to do.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  Failure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  Failure(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static Failure unknownProfile(ProfileId id, Calls calls) {
    return new Failure(
        ExitCode.NOT_FOUND,
        "no channel belongs to the profile %s: '%s' shows the profiles"
            .formatted(id.value(), calls.line("profile list")));
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
