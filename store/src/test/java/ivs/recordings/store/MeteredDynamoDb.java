package ivs.recordings.store;

import static software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity.TOTAL;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// A client that asks DynamoDB what each call of the handler costs, and adds it up. It knows the
/// calls that the handler makes, and no other.
public final class MeteredDynamoDb implements DynamoDbClient {
  private final DynamoDbClient dynamo;
  private final List<String> calls = new ArrayList<>();
  private double readUnits;
  private double writeUnits;

  public MeteredDynamoDb(DynamoDbClient dynamo) {
    this.dynamo = dynamo;
  }

  /// What was used since the last question.
  ///
  /// @param calls by their names
  /// @param readUnits one for each 4 KB read consistently
  /// @param writeUnits one for each 1 KB written, indexes included
  public record Usage(List<String> calls, double readUnits, double writeUnits) {}

  public synchronized Usage usage() {
    var usage = new Usage(calls.stream().sorted().toList(), readUnits, writeUnits);
    calls.clear();
    readUnits = 0;
    writeUnits = 0;
    return usage;
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    var answer = dynamo.batchGetItem(request.toBuilder().returnConsumedCapacity(TOTAL).build());
    read("BatchGetItem", answer.consumedCapacity());
    return answer;
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    var answer = dynamo.query(request.toBuilder().returnConsumedCapacity(TOTAL).build());
    read("Query", List.of(answer.consumedCapacity()));
    return answer;
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    var answer = dynamo.updateItem(request.toBuilder().returnConsumedCapacity(TOTAL).build());
    written("UpdateItem", answer.consumedCapacity());
    return answer;
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    var answer = dynamo.putItem(request.toBuilder().returnConsumedCapacity(TOTAL).build());
    written("PutItem", answer.consumedCapacity());
    return answer;
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    var answer = dynamo.deleteItem(request.toBuilder().returnConsumedCapacity(TOTAL).build());
    written("DeleteItem", answer.consumedCapacity());
    return answer;
  }

  private synchronized void read(String call, List<ConsumedCapacity> capacity) {
    calls.add(call);
    capacity.forEach(each -> readUnits += each.capacityUnits());
  }

  private synchronized void written(String call, ConsumedCapacity capacity) {
    calls.add(call);
    writeUnits += capacity.capacityUnits();
  }

  @Override
  public String serviceName() {
    return dynamo.serviceName();
  }

  @Override
  public void close() {}
}
