package ivs.recordings.handler.ingest;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.store.TableNames;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// Answers as DynamoDB does for the usual event: its channel has a profile, its stream has a
/// session, its recording has no row yet, and the write succeeds. [Priming] runs against it.
///
/// @param channel the one that has a profile
record PrimingStub(SourceArn channel) implements DynamoDbClient {
  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return BatchGetItemResponse.builder()
        .responses(
            Map.of(
                TableNames.PLAIN.profile(),
                List.of(Map.of("sourceArn", s(channel.value()), "profileId", s("priming"))),
                TableNames.PLAIN.streamSession(),
                List.of(
                    Map.of(
                        "streamId", s("priming"),
                        "profileId", s("priming"),
                        "sourceArn", s(channel.value()),
                        "status", s("LIVE"),
                        "startTime", s("2026-01-01T00:00:00Z"),
                        "version", AttributeValue.fromN("1")))))
        .unprocessedKeys(Map.of())
        .build();
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return UpdateItemResponse.builder().build();
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
