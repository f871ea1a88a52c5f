package ivs.recordings.local;

/// The embedded system can't start, and somebody can do something about it: the message is one line
/// that says what.
public final class CannotStart extends RuntimeException {
  CannotStart(String message) {
    super(message);
  }

  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
