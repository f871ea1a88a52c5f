package ivs.recordings.local;

/// The template says something that the embedded system can't follow. The message is one sentence
/// that names the resource and the property, ready to be shown as it is.
public final class InvalidTemplate extends RuntimeException {
  InvalidTemplate(String message) {
    super(message);
  }

  InvalidTemplate(String message, Throwable cause) {
    super(message, cause);
  }
}
