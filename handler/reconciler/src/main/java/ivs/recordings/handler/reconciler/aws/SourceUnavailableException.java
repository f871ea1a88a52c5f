package ivs.recordings.handler.reconciler.aws;

/// A source of evidence did not answer, or may not be asked any more in this run. It is counted
/// where it is thrown; the caller that catches it goes on with what does not need that source.
public final class SourceUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SourceUnavailableException(String message) {
    super(message, null, false, false);
  }
}
