package ivs.recordings.handler.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import ivs.recordings.handler.runtime.DynamoDbClients;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// The function on the JDK's own HTTP client.
public final class OnUrlConnection implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final RecordingStatusHandler handler =
      new RecordingStatusHandler(
          deadline -> DynamoDbClients.builder(deadline, UrlConnectionHttpClient.builder()).build());

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return handler.handleRequest(batch, context);
  }
}
