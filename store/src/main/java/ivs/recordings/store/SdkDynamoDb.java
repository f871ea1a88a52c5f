package ivs.recordings.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// DynamoDB through the AWS SDK: for the command line, which finds credentials wherever the SDK
/// does. Faults are the SDK's own exceptions.
public record SdkDynamoDb(DynamoDbClient client) implements DynamoDb {
  @Override
  public Optional<Map<String, Attribute>> getItem(String table, Map<String, Attribute> key) {
    var found = client.getItem(get -> get.tableName(table).key(toSdk(key)).consistentRead(true));
    return found.hasItem() ? Optional.of(fromSdk(found.item())) : Optional.empty();
  }

  @Override
  public Batch batchGetItem(Map<String, List<Map<String, Attribute>>> keys) {
    var asked = new HashMap<String, KeysAndAttributes>();
    keys.forEach((table, ofTable) ->
        asked.put(
            table,
            KeysAndAttributes.builder()
                .keys(ofTable.stream().map(SdkDynamoDb::toSdk).toList())
                .consistentRead(true)
                .build()));
    var answer = client.batchGetItem(get -> get.requestItems(asked));
    var items = new HashMap<String, List<Map<String, Attribute>>>();
    answer.responses().forEach((table, rows) -> items.put(table, fromSdk(rows)));
    var unprocessed = new HashMap<String, List<Map<String, Attribute>>>();
    answer.unprocessedKeys().forEach((table, left) -> unprocessed.put(table, fromSdk(left.keys())));
    return new Batch(items, unprocessed);
  }

  @Override
  public Map<String, Attribute> updateItem(Update update) {
    var request =
        UpdateItemRequest.builder()
            .tableName(update.table())
            .key(toSdk(update.key()))
            .updateExpression(update.updateExpression())
            .conditionExpression(update.conditionExpression())
            .expressionAttributeNames(update.names())
            .expressionAttributeValues(toSdk(update.values()))
            .returnValues(update.returnValues().name())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    try {
      return fromSdk(client.updateItem(request).attributes());
    } catch (ConditionalCheckFailedException lost) {
      throw conditionFailed(lost);
    }
  }

  @Override
  public void putItem(String table, Map<String, Attribute> item) {
    client.putItem(put -> put.tableName(table).item(toSdk(item)));
  }

  @Override
  public void deleteItem(Delete delete) {
    var request = DeleteItemRequest.builder().tableName(delete.table()).key(toSdk(delete.key()));
    if (!delete.conditionExpression().isEmpty()) {
      request
          .conditionExpression(delete.conditionExpression())
          .expressionAttributeNames(delete.names());
    }
    if (!delete.values().isEmpty()) {
      request.expressionAttributeValues(toSdk(delete.values()));
    }
    try {
      client.deleteItem(request.build());
    } catch (ConditionalCheckFailedException lost) {
      throw conditionFailed(lost);
    }
  }

  @Override
  public Page query(Query query) {
    var request =
        QueryRequest.builder()
            .tableName(query.table())
            .keyConditionExpression(query.keyConditionExpression())
            .expressionAttributeValues(toSdk(query.values()))
            .consistentRead(query.consistentRead())
            .scanIndexForward(query.scanIndexForward());
    query.index().ifPresent(request::indexName);
    query.limit().ifPresent(request::limit);
    if (!query.start().isEmpty()) {
      request.exclusiveStartKey(toSdk(query.start()));
    }
    var answer = client.query(request.build());
    return new Page(fromSdk(answer.items()), fromSdk(answer.lastEvaluatedKey()));
  }

  @Override
  public Page scan(Scan scan) {
    var request =
        ScanRequest.builder()
            .tableName(scan.table())
            .segment(scan.segment())
            .totalSegments(scan.segments());
    if (!scan.start().isEmpty()) {
      request.exclusiveStartKey(toSdk(scan.start()));
    }
    var answer = client.scan(request.build());
    return new Page(fromSdk(answer.items()), fromSdk(answer.lastEvaluatedKey()));
  }

  @Override
  public void close() {
    client.close();
  }

  private static ConditionFailed conditionFailed(ConditionalCheckFailedException lost) {
    return new ConditionFailed(
        lost.hasItem() ? Optional.of(fromSdk(lost.item())) : Optional.empty());
  }

  private static Map<String, AttributeValue> toSdk(Map<String, Attribute> item) {
    var values = new HashMap<String, AttributeValue>();
    item.forEach((name, value) -> values.put(name, toSdk(value)));
    return values;
  }

  private static AttributeValue toSdk(Attribute value) {
    return switch (value) {
      case Attribute.S(var text) -> AttributeValue.fromS(text);
      case Attribute.N(var number) -> AttributeValue.fromN(number);
      case Attribute.Ss(var texts) -> AttributeValue.fromSs(texts);
      case Attribute.L(var values) ->
          AttributeValue.fromL(values.stream().map(SdkDynamoDb::toSdk).toList());
      case Attribute.Foreign(var type) -> throw new IllegalArgumentException("not ours: " + type);
    };
  }

  private static List<Map<String, Attribute>> fromSdk(List<Map<String, AttributeValue>> items) {
    return items.stream().map(SdkDynamoDb::fromSdk).toList();
  }

  private static Map<String, Attribute> fromSdk(Map<String, AttributeValue> item) {
    var attributes = new HashMap<String, Attribute>();
    item.forEach((name, value) -> attributes.put(name, fromSdk(value)));
    return attributes;
  }

  private static Attribute fromSdk(AttributeValue value) {
    return switch (value.type()) {
      case S -> new Attribute.S(value.s());
      case N -> new Attribute.N(value.n());
      case SS -> new Attribute.Ss(value.ss());
      case L -> new Attribute.L(value.l().stream().map(SdkDynamoDb::fromSdk).toList());
      case NUL -> new Attribute.Foreign("NULL");
      case B, BS, BOOL, M, NS, UNKNOWN_TO_SDK_VERSION -> new Attribute.Foreign(value.type().name());
    };
  }
}
