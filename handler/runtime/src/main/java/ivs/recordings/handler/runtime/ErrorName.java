package ivs.recordings.handler.runtime;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Names what went wrong, for the operator's log.
public final class ErrorName {
  private static final int LONGEST = 300;

  private ErrorName() {}

  /// The name of a fault and its message, in one line of limited length.
  public static String of(RuntimeException exception) {
    var name =
        exception instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null
            ? service.awsErrorDetails().errorCode()
            : exception.getClass().getSimpleName();
    var said = name + ": " + exception.getMessage();
    return said.substring(0, Math.min(LONGEST, said.length()));
  }
}
