package ivs.recordings.local;

/// The folder of test events is not what it should be. The message is one sentence that names the
/// file, ready to be shown as it is.
public final class InvalidTestEvents extends RuntimeException {
  InvalidTestEvents(String message) {
    super(message);
  }

  InvalidTestEvents(String message, Throwable cause) {
    super(message, cause);
  }
}
