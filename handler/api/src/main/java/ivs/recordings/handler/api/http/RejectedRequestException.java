package ivs.recordings.handler.api.http;

/// A request is answered before its route is done, because a part of it is not acceptable.
public final class RejectedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  public RejectedRequestException(Answer answer) {
    super(String.valueOf(answer.status()), null, false, false);
    this.answer = answer;
  }

  public Answer answer() {
    return answer;
  }
}
