package ivs.recordings.handler;

import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// Begins no call that could outlast the invocation, whatever led to it: a retry, a link, a page, a
/// further round. Each call ends by itself within [Dynamo#CALL], so a batch always answers in time.
///
/// It knows the calls that the two functions make, and no other.
record PunctualDynamo(DynamoDbClient dynamo, Deadline deadline) implements DynamoDbClient {
  /// Thrown instead of making the call; the event goes back to its queue.
  static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("the batch is ending");
    }
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return inTime(() -> dynamo.batchGetItem(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return inTime(() -> dynamo.updateItem(request));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return inTime(() -> dynamo.putItem(request));
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    return inTime(() -> dynamo.query(request));
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return inTime(() -> dynamo.deleteItem(request));
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return inTime(() -> dynamo.getItem(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return inTime(() -> dynamo.scan(request));
  }

  @Override
  public String serviceName() {
    return dynamo.serviceName();
  }

  @Override
  public void close() {
    dynamo.close();
  }

  private <T> T inTime(Supplier<T> call) {
    if (deadline.isNear()) {
      throw new OutOfTime();
    }
    return call.get();
  }
}
