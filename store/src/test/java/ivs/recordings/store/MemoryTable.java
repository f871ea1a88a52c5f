package ivs.recordings.store;

import ivs.recordings.store.item.ItemValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/// One table of [InMemoryDynamoDb] and its indexes. Keys are strings, as all of ours are.
final class MemoryTable {
  private static final int LARGEST_HASH = 2048;
  private static final int LARGEST_RANGE = 1024;
  private static final int LARGEST_ITEM = 400 * 1024;
  private static final int LARGEST_PAGE = 1024 * 1024;

  /// DynamoDB orders strings by their bytes. UTF-16 does the same but for surrogates, which come
  /// before some characters that they are greater than.
  static final Comparator<String> BYTES = MemoryTable::compareBytes;

  private static final Comparator<Key> BY_KEY =
      Comparator.comparing(Key::hash, BYTES).thenComparing(Key::range, BYTES);

  private static final Comparator<Position> BY_POSITION =
      Comparator.comparing(Position::range, BYTES).thenComparing(Position::key, BY_KEY);

  /// @param range empty where the table has no sort key
  record Key(String hash, String range) {}

  /// Where an item stands among those of one hash key.
  private record Position(String range, Key key) {}

  /// What an item looked like before and after a write, until the indexes have heard of it.
  private record Change(Key key, Optional<Item> before, Optional<Item> after) {}

  /// @param size as DynamoDB counts it
  record Item(Map<String, AttributeValue> attributes, long size) {}

  record Page(List<Item> items, Map<String, AttributeValue> lastKey) {}

  private record Index(
      String hash,
      String range,
      Set<String> projected,
      Map<String, NavigableMap<Position, Item>> partitions) {
    boolean holds(Item item) {
      return item.attributes().containsKey(hash) && item.attributes().containsKey(range);
    }

    NavigableMap<Position, Item> partitionOf(Item item) {
      return partitions.computeIfAbsent(
          ItemValues.string(item.attributes(), hash), _ -> new TreeMap<>(BY_POSITION));
    }

    Position position(Key key, Item item) {
      return new Position(ItemValues.string(item.attributes(), range), key);
    }
  }

  private final List<String> keyAttributes;
  private final NavigableMap<Key, Item> items = new TreeMap<>(BY_KEY);
  private final Index primary;
  private final Map<String, Index> indexes = new HashMap<>();
  private final Deque<Change> unheard = new ArrayDeque<>();
  private InMemoryDynamoDb.StreamReader stream = (_, _) -> {};

  MemoryTable(CreateTableRequest request) {
    keyAttributes = names(request.keySchema());
    primary = index(keyAttributes, Set.of());
    for (var index : request.globalSecondaryIndexes()) {
      var key = names(index.keySchema());
      indexes.put(index.indexName(), index(key, projected(index, key)));
    }
  }

  private static List<String> names(List<KeySchemaElement> schema) {
    return schema.stream().map(KeySchemaElement::attributeName).toList();
  }

  private static Index index(List<String> key, Set<String> projected) {
    return new Index(
        key.getFirst(), key.size() == 1 ? "" : key.getLast(), projected, new HashMap<>());
  }

  /// Empty for all of them.
  private Set<String> projected(GlobalSecondaryIndex index, List<String> key) {
    if (index.projection().projectionType() == ProjectionType.ALL) {
      return Set.of();
    }
    var projected = new HashSet<>(index.projection().nonKeyAttributes());
    projected.addAll(key);
    projected.addAll(keyAttributes);
    return projected;
  }

  /// @throws RefusedRequestException if it is no key of this table
  Key key(Map<String, AttributeValue> key) {
    if (key.size() != keyAttributes.size() || !key.keySet().containsAll(keyAttributes)) {
      throw new RefusedRequestException("The provided key element does not match the schema");
    }
    return keyOf(key);
  }

  private Key keyOf(Map<String, AttributeValue> item) {
    var hash = keyPart(item, keyAttributes.getFirst(), LARGEST_HASH);
    var range =
        keyAttributes.size() == 1 ? "" : keyPart(item, keyAttributes.getLast(), LARGEST_RANGE);
    return new Key(hash, range);
  }

  private static String keyPart(Map<String, AttributeValue> item, String attribute, int largest) {
    var value = Optional.ofNullable(item.get(attribute)).map(AttributeValue::s).orElse("");
    if (value.isEmpty()) {
      throw new RefusedRequestException("The key " + attribute + " is missing, empty or no string");
    }
    if (bytes(value) > largest) {
      throw new RefusedRequestException(
          "The key " + attribute + " has more than " + largest + " bytes");
    }
    return value;
  }

  Optional<Item> get(Key key) {
    return Optional.ofNullable(items.get(key));
  }

  List<String> keyAttributes() {
    return keyAttributes;
  }

  Map<String, AttributeValue> attributesOf(Key key) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    attributes.put(keyAttributes.getFirst(), ItemValues.s(key.hash()));
    if (keyAttributes.size() > 1) {
      attributes.put(keyAttributes.getLast(), ItemValues.s(key.range()));
    }
    return attributes;
  }

  /// @throws RefusedRequestException if DynamoDB would not keep such an item
  void put(Map<String, AttributeValue> attributes) {
    var key = keyOf(attributes);
    attributes.forEach((name, value) -> check(name, value));
    for (var index : indexes.values()) {
      checkIndexKey(attributes, index.hash(), LARGEST_HASH);
      checkIndexKey(attributes, index.range(), LARGEST_RANGE);
    }
    var size = size(attributes);
    if (size > LARGEST_ITEM) {
      throw new RefusedRequestException("Item size has exceeded the maximum allowed size");
    }
    var item = new Item(Map.copyOf(attributes), size);
    changed(key, Optional.ofNullable(items.put(key, item)), Optional.of(item));
  }

  private static void check(String name, AttributeValue value) {
    switch (value.type()) {
      case S, N, BOOL -> {}
      case L -> value.l().forEach(each -> check(name, each));
      case M -> value.m().values().forEach(each -> check(name, each));
      case SS -> {
        if (value.ss().isEmpty() || Set.copyOf(value.ss()).size() < value.ss().size()) {
          throw new RefusedRequestException(
              "The set " + name + " is empty or holds something twice");
        }
      }
      case UNKNOWN_TO_SDK_VERSION ->
          throw new RefusedRequestException("The attribute " + name + " has no value");
      default -> throw new UnsupportedOperationException("an attribute of type " + value.type());
    }
  }

  private static void checkIndexKey(
      Map<String, AttributeValue> item, String attribute, int largest) {
    if (item.containsKey(attribute)) {
      keyPart(item, attribute, largest);
    }
  }

  void delete(Key key) {
    Optional.ofNullable(items.remove(key))
        .ifPresent(gone -> changed(key, Optional.of(gone), Optional.empty()));
  }

  /// Tells someone of every write from now on, as the table's stream does.
  void stream(InMemoryDynamoDb.StreamReader reader) {
    stream = reader;
  }

  private void changed(Key key, Optional<Item> before, Optional<Item> after) {
    // As DynamoDB: what a write leaves as it was is in no stream.
    if (!before.map(Item::attributes).equals(after.map(Item::attributes))) {
      stream.read(before.map(Item::attributes), after.map(Item::attributes));
    }
    if (!primary.range().isEmpty()) {
      apply(primary, new Change(key, before, after));
    }
    if (!indexes.isEmpty()) {
      unheard.add(new Change(key, before, after));
    }
  }

  /// Lets the indexes hear of all writes but the last few.
  void settleIndexes(int but) {
    while (unheard.size() > but) {
      var change = unheard.removeFirst();
      indexes.values().forEach(index -> apply(index, change));
    }
  }

  /// An item that lacks a key of the index is nowhere in it.
  private static void apply(Index index, Change change) {
    change
        .before()
        .filter(index::holds)
        .ifPresent(gone -> index.partitionOf(gone).remove(index.position(change.key(), gone)));
    change
        .after()
        .filter(index::holds)
        .ifPresent(item -> index.partitionOf(item).put(index.position(change.key(), item), item));
  }

  boolean hasIndex(String name) {
    return indexes.containsKey(name);
  }

  /// What one Query answers.
  ///
  /// @param indexName empty for the table itself
  /// @throws RefusedRequestException if the condition is none on this key
  Page query(
      String indexName,
      Expressions.Condition condition,
      Expressions.Words words,
      boolean forward,
      int limit,
      Map<String, AttributeValue> startKey) {
    var index = indexName.isEmpty() ? primary : indexes.getOrDefault(indexName, primary);
    var hash = hashOf(condition, index, words);
    var partition = index.partitions().getOrDefault(hash, new TreeMap<>(BY_POSITION));
    var rows = forward ? partition : partition.descendingMap();
    if (!startKey.isEmpty()) {
      var range = ItemValues.string(startKey, index.range());
      rows = rows.tailMap(new Position(range, keyOf(startKey)), false);
    }
    var page = new Filling(limit, index);
    for (var row : rows.values()) {
      if (condition.holds(row.attributes(), words) && !page.takes(row)) {
        break;
      }
    }
    return page.done();
  }

  /// Keys are conditions of one kind: the hash key's value, and at most one bound on the range key.
  private static String hashOf(
      Expressions.Condition condition, Index index, Expressions.Words words) {
    return switch (condition) {
      case Expressions.Comparison(var attribute, var sign, var value, _)
          when words.name(attribute).equals(index.hash()) && sign.equals("=") ->
          Optional.ofNullable(words.value(value).s())
              .filter(hash -> !hash.isEmpty())
              .orElseThrow(
                  () -> new RefusedRequestException("The key condition is empty or no string"));
      case Expressions.Both(
              Expressions.Condition one,
              Expressions.Comparison(var attribute, var sign, _, _),
              _)
          when words.name(attribute).equals(index.range()) && !sign.equals("<>") ->
          hashOf(one, index, words);
      case Expressions.Absent _,
          Expressions.Both _,
          Expressions.Comparison _,
          Expressions.Either _ ->
          throw new RefusedRequestException("Query condition missed key schema element");
    };
  }

  /// What one Scan answers; a segment is always the same share of the hash keys.
  Page scan(int limit, int segment, int segments, Map<String, AttributeValue> startKey) {
    var rows = startKey.isEmpty() ? items : items.tailMap(keyOf(startKey), false);
    var page = new Filling(limit, primary);
    for (var row : rows.entrySet()) {
      var isOurs = Math.floorMod(row.getKey().hash().hashCode(), segments) == segment;
      if (isOurs && !page.takes(row.getValue())) {
        break;
      }
    }
    return page.done();
  }

  List<Item> items() {
    return List.copyOf(items.values());
  }

  /// A page that is being filled: to its limit, or until it has passed a megabyte.
  private final class Filling {
    private final List<Item> taken = new ArrayList<>();
    private final int limit;
    private final Index index;
    private long size;

    Filling(int limit, Index index) {
      this.limit = limit;
      this.index = index;
    }

    /// Whether it can take one more after this.
    boolean takes(Item item) {
      taken.add(projection(item));
      size += item.size();
      return !isFull();
    }

    private boolean isFull() {
      return taken.size() >= limit || size > LARGEST_PAGE;
    }

    private Item projection(Item item) {
      if (index.projected().isEmpty()) {
        return item;
      }
      var attributes = new HashMap<>(item.attributes());
      attributes.keySet().retainAll(index.projected());
      return new Item(attributes, item.size());
    }

    Page done() {
      if (!isFull()) {
        return new Page(taken, Map.of());
      }
      var last = taken.getLast().attributes();
      var lastKey = new HashMap<>(attributesOf(keyOf(last)));
      for (var attribute : new String[] {index.hash(), index.range()}) {
        Optional.ofNullable(last.get(attribute)).ifPresent(part -> lastKey.put(attribute, part));
      }
      return new Page(taken, lastKey);
    }
  }

  /// DynamoDB's own count: names and values in bytes of UTF-8, a number at two digits a byte.
  static long size(Map<String, AttributeValue> attributes) {
    long size = 0;
    for (var attribute : attributes.entrySet()) {
      size += bytes(attribute.getKey()) + size(attribute.getValue());
    }
    return size;
  }

  private static long size(AttributeValue value) {
    return switch (value.type()) {
      case S -> bytes(value.s());
      case N -> (value.n().length() + 1) / 2 + 1;
      case BOOL -> 1;
      case SS -> value.ss().stream().mapToLong(MemoryTable::bytes).sum();
      case L -> 3 + value.l().stream().mapToLong(each -> 1 + size(each)).sum();
      case M ->
          3
              + value.m().entrySet().stream()
                  .mapToLong(each -> 1 + each.getKey().length() + size(each.getValue()))
                  .sum();
      default -> throw new UnsupportedOperationException("the size of a " + value.type());
    };
  }

  private static long bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }

  private static int compareBytes(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    for (int i = 0; i < shorter; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean aIsHigh = Character.isSurrogate(a);
        return aIsHigh == Character.isSurrogate(b) ? Character.compare(a, b) : aIsHigh ? 1 : -1;
      }
    }
    return Integer.compare(one.length(), other.length());
  }

  /// DynamoDB would answer with a ValidationException.
  static final class RefusedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedRequestException(String message) {
      super(message, null, false, false);
    }
  }
}
