package ivs.recordings.store.item;

import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.store.item.WriteResult.Done;
import ivs.recordings.store.item.WriteResult.Raced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A row that is replaced only if it is still at the version it was read at.
///
/// What is said of an attribute last, holds.
///
/// It is an update and not a put: attributes that others keep on the row stay as they are.
public final class ConditionalUpdate {
  public static final String VERSION = "version"; // N, 1 on the first write
  public static final String UPDATED_AT = "updatedAt"; // S, ISO-8601 UTC

  private final String table;
  private final String key;
  private final Map<String, AttributeValue> known = new HashMap<>();
  private final Set<String> absent = new LinkedHashSet<>();

  public ConditionalUpdate(String table, String key) {
    this.table = table;
    this.key = key;
  }

  public ConditionalUpdate with(String attribute, AttributeValue value) {
    known.put(attribute, value);
    absent.remove(attribute);
    return this;
  }

  /// An unknown value is an absent attribute, never an empty one.
  public ConditionalUpdate with(String attribute, Optional<AttributeValue> value) {
    if (value.isPresent()) {
      return with(attribute, value.get());
    }
    known.remove(attribute);
    absent.add(attribute);
    return this;
  }

  public <T> WriteResult<T> replace(
      DynamoDbClient dynamo,
      String keyValue,
      long seen,
      Instant now,
      Function<Map<String, AttributeValue>, VersionedItem<T>> read) {
    known.put(VERSION, n(seen + 1));
    known.put(UPDATED_AT, s(now));
    try {
      dynamo.updateItem(onlyIfStillAt(seen, keyValue));
      return new Done<>(seen + 1);
    } catch (ConditionalCheckFailedException lost) {
      return new Raced<>(winner(lost, keyValue).map(read));
    }
  }

  /// DynamoDB Local 2.6 sometimes hands out the row of a race that is lost at the same moment
  /// elsewhere. Using it would merge two recordings into one.
  private Optional<Map<String, AttributeValue>> winner(
      ConditionalCheckFailedException lost, String keyValue) {
    if (!lost.hasItem()) {
      return Optional.empty();
    }
    if (!s(keyValue).equals(lost.item().get(key))) {
      throw new CorruptItemException("the winner is not " + keyValue + ": it is", lost.item());
    }
    return Optional.of(lost.item());
  }

  /// Two conditions and not one joined by OR: "absent or at this version" would let a writer that
  /// saw version 3 bring back a row that was deleted since.
  private UpdateItemRequest onlyIfStillAt(long seen, String keyValue) {
    Map<String, String> placeholders = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    List<String> set = new ArrayList<>();
    List<String> remove = new ArrayList<>();
    known.forEach((attribute, value) -> {
      placeholders.put("#" + attribute, attribute);
      values.put(":" + attribute, value);
      set.add("#" + attribute + " = :" + attribute);
    });
    for (var attribute : absent) {
      placeholders.put("#" + attribute, attribute);
      remove.add("#" + attribute);
    }
    var expression =
        "SET "
            + String.join(", ", set)
            + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove));
    var request =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(Map.of(key, s(keyValue)))
            .updateExpression(expression)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (seen == 0) {
      placeholders.put("#key", key);
      request.conditionExpression("attribute_not_exists(#key)");
    } else {
      values.put(":seen", n(seen));
      request.conditionExpression("#" + VERSION + " = :seen");
    }
    return request.expressionAttributeNames(placeholders).expressionAttributeValues(values).build();
  }
}
