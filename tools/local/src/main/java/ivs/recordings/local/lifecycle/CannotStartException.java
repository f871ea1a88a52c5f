package ivs.recordings.local.lifecycle;

/// The embedded system can't start, and the user can fix it: the message is one line that says how.
public final class CannotStartException extends RuntimeException {
  public CannotStartException(String message) {
    super(message);
  }

  public CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
