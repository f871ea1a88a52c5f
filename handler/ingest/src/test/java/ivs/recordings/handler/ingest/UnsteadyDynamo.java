package ivs.recordings.handler.ingest;

import ivs.recordings.handler.runtime.DeadlineInterceptor;
import java.util.Set;
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

/// The tables as one process reaches them: every call passes a gate, which may let others go first,
/// or let it fail.
public record UnsteadyDynamo(DynamoDbClient dynamo, Way way) implements DynamoDbClient {
  public static final Set<String> WRITES = Set.of("UpdateItem", "PutItem", "DeleteItem");

  /// What may happen to a call.
  public interface Way {
    <T> T go(String name, Supplier<T> call);
  }

  /// A client that this interceptor keeps from beginning a call too late, as the SDK does it.
  public static DynamoDbClient punctual(DynamoDbClient dynamo, DeadlineInterceptor deadlines) {
    return new UnsteadyDynamo(
        dynamo,
        new Way() {
          @Override
          public <T> T go(String name, Supplier<T> call) {
            deadlines.check();
            return call.get();
          }
        });
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return way.go("BatchGetItem", () -> dynamo.batchGetItem(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return way.go("UpdateItem", () -> dynamo.updateItem(request));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return way.go("PutItem", () -> dynamo.putItem(request));
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    return way.go("Query", () -> dynamo.query(request));
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return way.go("DeleteItem", () -> dynamo.deleteItem(request));
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return way.go("GetItem", () -> dynamo.getItem(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return way.go("Scan", () -> dynamo.scan(request));
  }

  @Override
  public String serviceName() {
    return dynamo.serviceName();
  }

  @Override
  public void close() {}
}
