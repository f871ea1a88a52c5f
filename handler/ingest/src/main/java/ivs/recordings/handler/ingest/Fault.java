package ivs.recordings.handler.ingest;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Names what went wrong, for the operator's log.
public final class Fault {
  private static final int LONGEST = 300;

  private Fault() {}

  public static Effect.Failed of(RuntimeException exception) {
    var name =
        exception instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null
            ? service.awsErrorDetails().errorCode()
            : exception.getClass().getSimpleName();
    var said = name + ": " + exception.getMessage();
    return new Effect.Failed(said.substring(0, Math.min(LONGEST, said.length())));
  }
}
