package ivs.recordings.store;

/// DynamoDB refused a call or did not answer it to the last attempt. Whatever was asked may have
/// been done all the same.
public final class DynamoDbFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code DynamoDB's own, such as `ThrottlingException`, or ours where there was no answer
  public DynamoDbFault(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
