package ivs.recordings.handler.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import ivs.recordings.handler.runtime.DynamoDbClients;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;

/// The function on the HTTP client of AWS's Common Runtime.
public final class OnCrt implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final RecordingStatusHandler handler =
      new RecordingStatusHandler(deadline ->
          DynamoDbClients.builder(deadline, AwsCrtHttpClient.builder().maxConcurrency(64)).build());

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return handler.handleRequest(batch, context);
  }
}
