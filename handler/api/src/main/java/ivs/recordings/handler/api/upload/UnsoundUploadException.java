package ivs.recordings.handler.api.upload;

/// A file that cannot be taken, said in a sentence for the client.
final class UnsoundUploadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsoundUploadException(String sentence) {
    super(sentence);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
