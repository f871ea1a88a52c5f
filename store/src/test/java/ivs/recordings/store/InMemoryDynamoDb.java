package ivs.recordings.store;

import ivs.recordings.store.Expressions.Condition;
import ivs.recordings.store.Expressions.Update;
import ivs.recordings.store.Expressions.Words;
import ivs.recordings.store.MemoryTable.Item;
import ivs.recordings.store.MemoryTable.Page;
import ivs.recordings.store.MemoryTable.RefusedRequestException;
import ivs.recordings.store.item.ItemValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// DynamoDB in memory: the calls and the expressions that this project makes, a few microseconds
/// each, without HTTP, threads or a clock. It is trusted because it answers as DynamoDB Local does,
/// operation by operation (`InMemoryDynamoDbTest`). What is not used here it refuses.
///
/// Calls may come from several threads; each is one step.
public final class InMemoryDynamoDb implements DynamoDbClient {
  private static final int MOST_KEYS = 100;

  private final Map<String, MemoryTable> tables = new HashMap<>();
  private int indexLag;

  /// The four tables, empty.
  public static InMemoryDynamoDb withTables() {
    var dynamo = new InMemoryDynamoDb();
    LocalTables.SCHEMA.forEach(dynamo::createTable);
    return dynamo;
  }

  /// Lets indexes be as far behind as they may be on AWS.
  ///
  /// @param writes how many of a table's last writes its indexes have not heard of; usually 0
  public synchronized void lagIndexes(int writes) {
    indexLag = writes;
  }

  /// Who reads a table's stream: both images of every write.
  public interface StreamReader {
    void read(
        Optional<Map<String, AttributeValue>> before, Optional<Map<String, AttributeValue>> after);
  }

  /// Tells a reader of every write to a table from now on, in their order.
  public synchronized void stream(String table, StreamReader reader) {
    Optional.ofNullable(tables.get(table)).orElseThrow().stream(reader);
  }

  /// Every item of a table, by key.
  public synchronized List<Map<String, AttributeValue>> items(String table) {
    return Optional.ofNullable(tables.get(table)).orElseThrow().items().stream()
        .map(Item::attributes)
        .toList();
  }

  @Override
  public synchronized CreateTableResponse createTable(CreateTableRequest request) {
    tables.put(request.tableName(), new MemoryTable(request));
    return CreateTableResponse.builder().build();
  }

  @Override
  public synchronized ListTablesResponse listTables() {
    return ListTablesResponse.builder().tableNames(tables.keySet()).build();
  }

  @Override
  public synchronized DeleteTableResponse deleteTable(DeleteTableRequest request) {
    tables.remove(request.tableName());
    return DeleteTableResponse.builder().build();
  }

  @Override
  public synchronized GetItemResponse getItem(GetItemRequest request) {
    return answer(() -> {
      var table = table(request.tableName());
      var response = GetItemResponse.builder();
      table.get(table.key(request.key())).ifPresent(item -> response.item(item.attributes()));
      return response.build();
    });
  }

  @Override
  public synchronized BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return answer(() -> {
      var wanted = request.requestItems();
      var count = wanted.values().stream().mapToInt(keys -> keys.keys().size()).sum();
      if (count == 0 || count > MOST_KEYS) {
        throw new RefusedRequestException(
            "Too many items requested for the BatchGetItem call, or none");
      }
      if (wanted.values().stream().anyMatch(InMemoryDynamoDb::asksTwice)) {
        throw new RefusedRequestException("Provided list of item keys contains duplicates");
      }
      Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
      wanted.forEach((name, keys) -> found.put(name, found(table(name), keys.keys())));
      return BatchGetItemResponse.builder().responses(found).unprocessedKeys(Map.of()).build();
    });
  }

  private static List<Map<String, AttributeValue>> found(
      MemoryTable table, List<Map<String, AttributeValue>> keys) {
    var found = new ArrayList<Map<String, AttributeValue>>();
    for (var key : keys) {
      table.get(table.key(key)).map(Item::attributes).ifPresent(found::add);
    }
    return found;
  }

  private static boolean asksTwice(KeysAndAttributes keys) {
    return new HashSet<>(keys.keys()).size() < keys.keys().size();
  }

  @Override
  public synchronized PutItemResponse putItem(PutItemRequest request) {
    return answer(() -> {
      if (request.conditionExpression() != null) {
        throw new UnsupportedOperationException("a conditional put");
      }
      var table = table(request.tableName());
      table.put(request.item());
      table.settleIndexes(indexLag);
      return PutItemResponse.builder().build();
    });
  }

  @Override
  public synchronized DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return answer(() -> {
      var table = table(request.tableName());
      var key = table.key(request.key());
      var words =
          new Words(request.expressionAttributeNames(), request.expressionAttributeValues());
      var condition = condition(request.conditionExpression(), words, Set.of());
      check(condition, table.get(key), words, request.returnValuesOnConditionCheckFailure());
      table.delete(key);
      table.settleIndexes(indexLag);
      return DeleteItemResponse.builder().build();
    });
  }

  @Override
  public synchronized UpdateItemResponse updateItem(UpdateItemRequest request) {
    return answer(() -> {
      var table = table(request.tableName());
      var key = table.key(request.key());
      var words =
          new Words(request.expressionAttributeNames(), request.expressionAttributeValues());
      var update = Expressions.update(request.updateExpression());
      var condition = condition(request.conditionExpression(), words, update.placeholders());
      var before = table.get(key);
      var changed = changed(update, words, table.keyAttributes());
      check(condition, before, words, request.returnValuesOnConditionCheckFailure());
      var item = new HashMap<>(before.map(Item::attributes).orElse(table.attributesOf(key)));
      apply(update, words, before.map(Item::attributes).orElse(Map.of()), item);
      table.put(item);
      table.settleIndexes(indexLag);
      return updated(request.returnValues(), changed, item);
    });
  }

  /// The attributes that an update writes; each once, and none of the key. Only numbers are added.
  private static Set<String> changed(Update update, Words words, List<String> key) {
    Set<String> changed = new TreeSet<>();
    var all = new ArrayList<>(update.remove());
    update.set().forEach(set -> all.add(set.attribute()));
    for (var add : update.add()) {
      all.add(add.attribute());
      var addend = words.value(add.value());
      if (addend.hasSs()) {
        throw new UnsupportedOperationException("adding to a set");
      }
      if (addend.n() == null) {
        throw new RefusedRequestException("Incorrect operand type for operator ADD");
      }
    }
    for (var attribute : all) {
      if (!changed.add(words.name(attribute)) || key.contains(words.name(attribute))) {
        throw new RefusedRequestException("An attribute is written twice, or is part of the key");
      }
    }
    return changed;
  }

  /// Every operand is read from the item as it was.
  private static void apply(
      Update update,
      Words words,
      Map<String, AttributeValue> before,
      Map<String, AttributeValue> item) {
    for (var set : update.set()) {
      var value =
          set.unlessThere()
              .flatMap(kept -> Optional.ofNullable(before.get(words.name(kept))))
              .orElseGet(() -> words.value(set.value()));
      item.put(words.name(set.attribute()), value);
    }
    update.remove().forEach(attribute -> item.remove(words.name(attribute)));
    for (var add : update.add()) {
      item.merge(words.name(add.attribute()), words.value(add.value()), InMemoryDynamoDb::sum);
    }
  }

  private static AttributeValue sum(AttributeValue one, AttributeValue other) {
    if (one.n() == null) {
      throw new RefusedRequestException(
          "An operand in the update expression has an incorrect data type");
    }
    return ItemValues.n(Math.addExact(Long.parseLong(one.n()), Long.parseLong(other.n())));
  }

  private static UpdateItemResponse updated(
      ReturnValue wanted, Set<String> changed, Map<String, AttributeValue> item) {
    if (wanted == null || wanted == ReturnValue.NONE) {
      return UpdateItemResponse.builder().build();
    }
    if (wanted != ReturnValue.UPDATED_NEW) {
      throw new UnsupportedOperationException("return values " + wanted);
    }
    var attributes = new HashMap<>(item);
    attributes.keySet().retainAll(changed);
    return UpdateItemResponse.builder().attributes(attributes).build();
  }

  @Override
  public synchronized QueryResponse query(QueryRequest request) {
    return answer(() -> {
      var table = table(request.tableName());
      var index = Optional.ofNullable(request.indexName()).orElse("");
      if (!index.isEmpty() && (!table.hasIndex(index) || isTrue(request.consistentRead()))) {
        throw new RefusedRequestException("No such index, or a consistent read of one");
      }
      var words =
          new Words(request.expressionAttributeNames(), request.expressionAttributeValues());
      var condition = Expressions.condition(request.keyConditionExpression());
      checkUse(words, condition.placeholders());
      table.settleIndexes(indexLag);
      var page =
          table.query(
              index,
              condition,
              words,
              request.scanIndexForward() == null || request.scanIndexForward(),
              limit(request.limit()),
              request.exclusiveStartKey());
      return QueryResponse.builder()
          .items(attributes(page))
          .count(page.items().size())
          .lastEvaluatedKey(page.lastKey())
          .build();
    });
  }

  @Override
  public synchronized ScanResponse scan(ScanRequest request) {
    return answer(() -> {
      int segments = Optional.ofNullable(request.totalSegments()).orElse(1);
      int segment = Optional.ofNullable(request.segment()).orElse(0);
      if (segment < 0 || segment >= segments) {
        throw new RefusedRequestException("The segment is none of the total segments");
      }
      var page =
          table(request.tableName())
              .scan(limit(request.limit()), segment, segments, request.exclusiveStartKey());
      return ScanResponse.builder()
          .items(attributes(page))
          .count(page.items().size())
          .lastEvaluatedKey(page.lastKey())
          .build();
    });
  }

  private static List<Map<String, AttributeValue>> attributes(Page page) {
    return page.items().stream().map(Item::attributes).toList();
  }

  private static int limit(Integer limit) {
    if (limit != null && limit < 1) {
      throw new RefusedRequestException("A limit must be 1 or more");
    }
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  private static boolean isTrue(Boolean flag) {
    return flag != null && flag;
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}

  private MemoryTable table(String name) {
    var table = tables.get(name);
    if (table == null) {
      throw ResourceNotFoundException.builder()
          .message("Requested resource not found")
          .awsErrorDetails(details("ResourceNotFoundException"))
          .build();
    }
    return table;
  }

  /// Every placeholder is defined, and none for nothing. A condition; with what else uses them, it
  /// needs all names and values of the request.
  private static Optional<Condition> condition(String expression, Words words, Set<String> others) {
    var condition = Optional.ofNullable(expression).map(Expressions::condition);
    var used = new HashSet<>(others);
    condition.ifPresent(needed -> used.addAll(needed.placeholders()));
    checkUse(words, used);
    return condition;
  }

  private static void checkUse(Words words, Set<String> used) {
    var names = words.names().keySet();
    var values = words.values().keySet();
    if (used.size() != names.size() + values.size()
        || !used.containsAll(names)
        || !used.containsAll(values)) {
      throw new RefusedRequestException("Placeholders are undefined or unused");
    }
  }

  private static void check(
      Optional<Condition> condition,
      Optional<Item> item,
      Words words,
      ReturnValuesOnConditionCheckFailure wanted) {
    var attributes = item.map(Item::attributes).orElse(Map.of());
    if (condition.isPresent() && !condition.get().holds(attributes, words)) {
      var failed =
          ConditionalCheckFailedException.builder()
              .message("The conditional request failed")
              .awsErrorDetails(details("ConditionalCheckFailedException"));
      if (wanted == ReturnValuesOnConditionCheckFailure.ALL_OLD && item.isPresent()) {
        failed.item(attributes);
      }
      throw failed.writableStackTrace(false).build();
    }
  }

  private static <T> T answer(Supplier<T> call) {
    try {
      return call.get();
    } catch (RefusedRequestException refusal) {
      throw DynamoDbException.builder()
          .message(refusal.getMessage())
          .awsErrorDetails(details("ValidationException"))
          .build();
    }
  }

  private static AwsErrorDetails details(String code) {
    return AwsErrorDetails.builder().errorCode(code).errorMessage(code).build();
  }
}
