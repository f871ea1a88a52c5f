package ivs.recordings.handler.runtime;

/// The invocation is about to end, so the call was not made; the event goes back to its queue.
public final class DeadlineExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeadlineExceededException() {
    super("the invocation is about to end");
  }
}
