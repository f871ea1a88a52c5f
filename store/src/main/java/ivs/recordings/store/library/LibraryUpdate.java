package ivs.recordings.store.library;

import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.model.library.Change;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.ConditionalUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// Some attributes of a row, changed if it is still at the version that was seen. All others stay
/// as they are, and with them what events have written.
final class LibraryUpdate {
  private static final String DELETED_AT = RecordingTable.DELETED_AT;

  private final Map<String, AttributeValue> assigned = new HashMap<>();
  private final List<String> removed = new ArrayList<>();

  <T> LibraryUpdate with(
      String attribute, Change<T> change, Function<T, AttributeValue> toAttribute) {
    switch (change) {
      case Change.Keep<T> _ -> {}
      case Change.Assign<T>(var value) -> assigned.put(attribute, toAttribute.apply(value));
      case Change.Remove<T> _ -> removed.add(attribute);
    }
    return this;
  }

  LibraryUpdate with(String attribute, Optional<AttributeValue> value) {
    value.ifPresentOrElse(there -> assigned.put(attribute, there), () -> removed.add(attribute));
    return this;
  }

  /// Whether the row was still as it was seen, and not deleted.
  boolean write(
      DynamoDbClient dynamo,
      String table,
      Map<String, AttributeValue> key,
      long seen,
      Instant now) {
    assigned.put(ConditionalUpdate.VERSION, n(seen + 1));
    assigned.put(ConditionalUpdate.UPDATED_AT, s(now));
    var names = new HashMap<>(Map.of("#deletedAt", DELETED_AT));
    var values = new HashMap<>(Map.of(":seen", n(seen)));
    var set = new ArrayList<String>();
    assigned.forEach((attribute, value) -> {
      names.put("#" + attribute, attribute);
      values.put(":" + attribute, value);
      set.add("#%s = :%s".formatted(attribute, attribute));
    });
    removed.forEach(attribute -> names.put("#" + attribute, attribute));
    var remove = removed.stream().map("#"::concat).toList();
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(key)
              .updateExpression(
                  "SET "
                      + String.join(", ", set)
                      + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove)))
              .conditionExpression("#version = :seen AND attribute_not_exists(#deletedAt)")
              .expressionAttributeNames(names)
              .expressionAttributeValues(values));
      return true;
    } catch (ConditionalCheckFailedException changed) {
      return false;
    }
  }
}
