package ivs.recordings.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// As much of DynamoDB in memory as the hot path asks for: reads by key, and updates of whole
/// attributes under one of two conditions. It is a stand for our own code to be measured on, and
/// says nothing about DynamoDB.
final class MemoryStore implements DynamoDbClient {
  private final Map<String, Map<String, Map<String, AttributeValue>>> tables =
      new ConcurrentHashMap<>();
  private final LongAdder calls = new LongAdder();

  long calls() {
    return calls.sumThenReset();
  }

  Map<String, Map<String, AttributeValue>> table(String name) {
    return tables.computeIfAbsent(name, _ -> new ConcurrentHashMap<>());
  }

  void put(String table, String key, Map<String, AttributeValue> item) {
    table(table).put(Objects.requireNonNull(item.get(key)).s(), item);
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    calls.increment();
    var responses = new HashMap<String, List<Map<String, AttributeValue>>>();
    request
        .requestItems()
        .forEach((name, wanted) ->
            responses.put(
                name,
                wanted.keys().stream()
                    .map(key -> table(name).getOrDefault(key(key), Map.of()))
                    .filter(item -> !item.isEmpty())
                    .toList()));
    return BatchGetItemResponse.builder().responses(responses).unprocessedKeys(Map.of()).build();
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    calls.increment();
    table(request.tableName())
        .compute(
            key(request.key()),
            (_, old) -> {
              var item = old == null ? new HashMap<>(request.key()) : new HashMap<>(old);
              if (!holds(request, old == null ? Map.of() : old)) {
                throw ConditionalCheckFailedException.builder().item(old).build();
              }
              apply(request, item);
              return item;
            });
    return UpdateItemResponse.builder().build();
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    calls.increment();
    return QueryResponse.builder().items(List.of()).lastEvaluatedKey(Map.of()).build();
  }

  private static boolean holds(UpdateItemRequest request, Map<String, AttributeValue> item) {
    return request.conditionExpression().startsWith("attribute_not_exists")
        ? item.isEmpty()
        : Objects.equals(request.expressionAttributeValues().get(":seen"), item.get("version"));
  }

  private static void apply(UpdateItemRequest request, Map<String, AttributeValue> item) {
    var clauses = request.updateExpression().split(" REMOVE ", 2);
    for (var assignment : clauses[0].substring("SET ".length()).split(", ", -1)) {
      var sides = assignment.split(" = ", 2);
      item.put(name(request, sides[0]), request.expressionAttributeValues().get(sides[1]));
    }
    if (clauses.length == 2) {
      Arrays.stream(clauses[1].split(", ", -1)).forEach(each -> item.remove(name(request, each)));
    }
  }

  private static String name(UpdateItemRequest request, String placeholder) {
    return request.expressionAttributeNames().getOrDefault(placeholder, placeholder);
  }

  private static String key(Map<String, AttributeValue> key) {
    return key.values().iterator().next().s();
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
