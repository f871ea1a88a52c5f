package ivs.recordings.handler.ingest;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Names what went wrong, for the operator's log.
public final class ErrorName {
  private static final int LONGEST = 300;

  private ErrorName() {}

  public static Outcome.Failed of(RuntimeException exception) {
    var name =
        exception instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null
            ? service.awsErrorDetails().errorCode()
            : exception.getClass().getSimpleName();
    var said = name + ": " + exception.getMessage();
    return new Outcome.Failed(said.substring(0, Math.min(LONGEST, said.length())));
  }
}
