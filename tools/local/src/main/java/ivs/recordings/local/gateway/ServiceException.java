package ivs.recordings.local.gateway;

import org.eclipse.jetty.http.HttpStatus;

/// A request that is refused as a whole, with the code and the words for its caller.
public final class ServiceException extends Exception {
  private final String code;
  private final String reason;

  public ServiceException(String code, String reason) {
    super(code + ": " + reason);
    this.code = code;
    this.reason = reason;
  }

  public ErrorResponse asError() {
    return new ErrorResponse(HttpStatus.BAD_REQUEST_400, code, reason);
  }
}
