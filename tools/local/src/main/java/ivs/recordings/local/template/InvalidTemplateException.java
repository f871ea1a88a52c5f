package ivs.recordings.local.template;

/// The template says something that the embedded system can't follow. The message is one sentence
/// that names the resource and the property, ready to be shown as it is.
public final class InvalidTemplateException extends RuntimeException {
  InvalidTemplateException(String message) {
    super(message);
  }

  InvalidTemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
