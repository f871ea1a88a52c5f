package ivs.recordings.local.lifecycle;

/// The embedded system can't start, and somebody can do something about it: the message is one line
/// that says what.
public final class CannotStartException extends RuntimeException {
  public CannotStartException(String message) {
    super(message);
  }

  public CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
