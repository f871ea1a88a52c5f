package ivs.recordings.store.item;

/// DynamoDB kept handing keys back unread. Nothing was written; the events go back to their queue.
public final class UnprocessedKeysException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnprocessedKeysException(int attempts) {
    super("BatchGetItem left keys unprocessed %d times in a row".formatted(attempts));
  }
}
