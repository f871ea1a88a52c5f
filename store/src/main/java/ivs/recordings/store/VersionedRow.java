package ivs.recordings.store;

import static ivs.recordings.store.Items.maybeTime;
import static ivs.recordings.store.Items.n;
import static ivs.recordings.store.Items.s;

import ivs.recordings.store.DynamoDb.ReturnValues;
import ivs.recordings.store.DynamoDb.Update;
import ivs.recordings.store.Replacement.Done;
import ivs.recordings.store.Replacement.Raced;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A row that is replaced only if it is still at the version it was read at.
///
/// It is an update and not a put: attributes that others keep on the row stay as they are.
final class VersionedRow {
  static final String VERSION = "version"; // N, 1 on the first write
  static final String UPDATED_AT = "updatedAt"; // S, ISO-8601 UTC

  private final String table;
  private final String key;
  private final Map<String, Attribute> known = new HashMap<>();
  private final List<String> absent = new ArrayList<>();

  VersionedRow(String table, String key) {
    this.table = table;
    this.key = key;
  }

  VersionedRow with(String attribute, Attribute value) {
    known.put(attribute, value);
    return this;
  }

  /// An unknown value is an absent attribute, never an empty one.
  private VersionedRow without(String attribute) {
    absent.add(attribute);
    return this;
  }

  VersionedRow withText(String attribute, Optional<String> value) {
    return value.isPresent() ? with(attribute, s(value.get())) : without(attribute);
  }

  VersionedRow withTime(String attribute, Optional<Instant> value) {
    return value.isPresent() ? with(attribute, s(value.get())) : without(attribute);
  }

  VersionedRow withDuration(String attribute, Optional<Duration> value) {
    return value.isPresent() ? with(attribute, n(value.get())) : without(attribute);
  }

  VersionedRow withNumber(String attribute, Optional<Long> value) {
    return value.isPresent() ? with(attribute, n(value.get())) : without(attribute);
  }

  /// @throws CorruptRow if the row has none
  static long version(Map<String, Attribute> item) {
    if (item.get(VERSION) instanceof Attribute.N(var number)) {
      return Long.parseLong(number);
    }
    throw new CorruptRow("attribute version is missing", item);
  }

  /// When the row was last written, or long ago.
  static Instant updatedAt(Map<String, Attribute> item) {
    return maybeTime(item, UPDATED_AT).orElse(Instant.EPOCH);
  }

  <T> Replacement<T> replace(
      DynamoDb dynamo,
      String keyValue,
      long seen,
      Instant now,
      Function<Map<String, Attribute>, Stored<T>> read) {
    known.put(VERSION, n(seen + 1));
    known.put(UPDATED_AT, s(now));
    try {
      dynamo.updateItem(onlyIfStillAt(seen, keyValue));
      return new Done<>(seen + 1);
    } catch (ConditionFailed lost) {
      return new Raced<>(winner(lost, keyValue).map(read));
    }
  }

  /// DynamoDB Local 2.6 sometimes hands out the row of a race that is lost at the same moment
  /// elsewhere. Whoever believed it would merge two recordings into one.
  private Optional<Map<String, Attribute>> winner(ConditionFailed lost, String keyValue) {
    lost.item()
        .filter(item -> !s(keyValue).equals(item.get(key)))
        .ifPresent(item -> {
          throw new CorruptRow("the winner is not " + keyValue + ": it is", item);
        });
    return lost.item();
  }

  /// Two conditions and not one joined by OR: "absent or at this version" would let a writer that
  /// saw version 3 bring back a row that was deleted since.
  private Update onlyIfStillAt(long seen, String keyValue) {
    Map<String, String> placeholders = new HashMap<>();
    Map<String, Attribute> values = new HashMap<>();
    List<String> set = new ArrayList<>();
    List<String> remove = new ArrayList<>();
    for (var attribute : known.entrySet()) {
      var name = attribute.getKey();
      placeholders.put("#" + name, name);
      values.put(":" + name, attribute.getValue());
      set.add("#" + name + " = :" + name);
    }
    for (var attribute : absent) {
      placeholders.put("#" + attribute, attribute);
      remove.add("#" + attribute);
    }
    var expression =
        "SET "
            + String.join(", ", set)
            + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove));
    var condition = "#" + VERSION + " = :seen";
    if (seen == 0) {
      placeholders.put("#key", key);
      condition = "attribute_not_exists(#key)";
    } else {
      values.put(":seen", n(seen));
    }
    return new Update(
        table,
        Map.of(key, s(keyValue)),
        expression,
        condition,
        placeholders,
        values,
        ReturnValues.NONE);
  }
}
