package ivs.recordings.local;

/// The embedded system can't start, and the user can fix it: the message is one line that says how.
public final class CannotStart extends RuntimeException {
  CannotStart(String message) {
    super(message);
  }

  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
