package ivs.recordings.local.samples;

/// The folder of test events is not what it should be. The message is one sentence that names the
/// file, ready to be shown as it is.
public final class InvalidTestEventsException extends RuntimeException {
  InvalidTestEventsException(String message) {
    super(message);
  }

  InvalidTestEventsException(String message, Throwable cause) {
    super(message, cause);
  }
}
