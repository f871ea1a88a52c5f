package ivs.recordings.local;

import org.eclipse.jetty.http.HttpStatus;

/// A request that is refused as a whole, with the code and the words for its caller.
final class ServiceFault extends Exception {
  private final String code;
  private final String reason;

  ServiceFault(String code, String reason) {
    super(code + ": " + reason);
    this.code = code;
    this.reason = reason;
  }

  ServiceError asError() {
    return new ServiceError(HttpStatus.BAD_REQUEST_400, code, reason);
  }
}
