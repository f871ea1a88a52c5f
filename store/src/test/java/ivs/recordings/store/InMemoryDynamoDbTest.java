package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The tables in memory answer every call as DynamoDB Local does, or what is simulated on them
/// proves nothing.
final class InMemoryDynamoDbTest {
  private static final int OPERATIONS = Integer.getInteger("soak.operations", 4_000);

  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final List<String> TABLES =
      List.of("Profile", "StreamSession", "Recording", "RecordingStream", "ParkedEvent");

  private static final Map<String, List<String>> KEYS =
      Map.of(
          "Profile", List.of("sourceArn"),
          "StreamSession", List.of("streamId"),
          "Recording", List.of("recordingId"),
          "RecordingStream", List.of("streamId", "recordingId"),
          "ParkedEvent", List.of("waitingFor", "eventId"));

  private static final List<List<String>> INDEXES =
      List.of(
          List.of("Recording", "byProfile", "profileId", "recordedAt"),
          List.of("Recording", "byStream", "streamSessionId", "recordingId"),
          List.of("Recording", "byMonth", "recordedMonth", "recordedAt"),
          List.of("Recording", "open", "openShard", "openSince"),
          List.of("Recording", "byDue", "dueMonth", "dueAt"),
          List.of("StreamSession", "byProfile", "profileId", "startedAt"),
          List.of("StreamSession", "published", "publishedMonth", "publishedAt"),
          List.of("ParkedEvent", "byAge", "ageShard", "parkedAt"),
          List.of("RecordingStream", "", "streamId", "recordingId"),
          List.of("ParkedEvent", "", "waitingFor", "eventId"));

  /// Beyond the basic plane, UTF-16 and bytes disagree about the order.
  private static final List<String> WORDS =
      List.of("a", "b", "c", "d", "é", "\uffee", "\ud83d\ude00", "link#a#b", "0");

  private final InMemoryDynamoDb memory = InMemoryDynamoDb.withTables();
  private final long seed = Long.getLong("dynamo.seed", 1L);
  private final Random random = new Random(seed);

  @Test
  void itAnswersAsDynamoDbLocalDoesOperationByOperation() {
    var began = System.nanoTime();
    var outcomes = new TreeMap<String, Integer>();
    for (int i = 0; i < OPERATIONS; i++) {
      var outcome = random.nextInt(3) == 0 ? ours() : raw();
      outcomes.merge(outcome, 1, Integer::sum);
    }
    for (var table : TABLES) {
      assertThat(sorted(memory.items(table))).as(table).isEqualTo(sorted(LOCAL.items(table)));
    }
    assertThat(outcomes)
        .containsKeys(
            "ConditionalCheckFailedException with its item",
            "ConditionalCheckFailedException",
            "ResourceNotFoundException",
            "ValidationException");
    System.out.printf(
        "dynamo.seed %d: %,d operations answered alike in %.1f s: %s%n",
        seed, OPERATIONS, (System.nanoTime() - began) / 1e9, outcomes);
  }

  /// What the tables' own classes ask.
  private String ours() {
    var clock = Clock.fixed(Instant.ofEpochSecond(random.nextInt(100_000)), ZoneOffset.UTC);
    var cause =
        random.nextBoolean()
            ? new ParkingCause.UnknownStreamSession(new StreamId("st-" + random.nextInt(3)))
            : new ParkingCause.UnknownProfile(new SourceArn("arn:" + random.nextInt(3)), "");
    var eventId = random.nextInt(8) == 0 ? "" : "e-" + random.nextInt(4);
    var event = "{\"n\":" + random.nextInt(3) + "}";
    return switch (random.nextInt(7)) {
      case 0, 1 -> both(cause, dynamo -> parked(dynamo, clock).park(cause, eventId, event));
      case 2 ->
          both(
              cause,
              dynamo -> {
                parked(dynamo, clock).removeIfSame(cause.waitingFor(), eventId, event);
                return "";
              });
      case 3 ->
          both(
              cause,
              dynamo -> {
                var parked = parked(dynamo, clock);
                return parked.waitingFor(cause.waitingFor()).stream().map(parked::remove).toList();
              });
      case 4 -> both(cause, dynamo -> parked(dynamo, clock).waitingFor(cause.waitingFor()));
      case 5 ->
          both(cause, dynamo -> parked(dynamo, clock).find(cause.waitingFor(), eventId, event));
      default -> {
        var seen = random.nextInt(4);
        var key = word();
        Map<String, Optional<AttributeValue>> attributes = new TreeMap<>();
        for (var attribute :
            new String[] {
              "profileId",
              "recordedMonth",
              "recordedAt",
              "streamSessionId",
              "openShard",
              "openSince"
            }) {
          attributes.put(
              attribute, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(s(word())));
        }
        yield both(
            key,
            dynamo -> {
              var row = new ConditionalUpdate("Recording", "recordingId");
              attributes.forEach((attribute, value) -> row.with(attribute, value));
              return row.replace(
                  dynamo,
                  key,
                  seen,
                  clock.instant(),
                  item -> new VersionedItem<>(item, 0, Instant.EPOCH));
            });
      }
    };
  }

  private static ParkedEventTable parked(DynamoDbClient dynamo, Clock clock) {
    return new ParkedEventTable(dynamo, "ParkedEvent", clock);
  }

  /// What may be asked at all, and some that may not.
  private String raw() {
    var table = random.nextInt(100) == 0 ? "Nowhere" : TABLES.get(random.nextInt(TABLES.size()));
    return switch (random.nextInt(8)) {
      case 0 -> {
        var put = PutItemRequest.builder().tableName(table).item(item(table)).build();
        yield both(put, dynamo -> dynamo.putItem(put).attributes());
      }
      case 1 -> {
        var get =
            GetItemRequest.builder()
                .tableName(table)
                .key(key(table))
                .consistentRead(random.nextBoolean())
                .build();
        yield both(
            get,
            dynamo -> {
              var answer = dynamo.getItem(get);
              return answer.hasItem() ? answer.item() : "none";
            });
      }
      case 2 -> {
        var get = BatchGetItemRequest.builder().requestItems(keys(table)).build();
        yield both(
            get,
            dynamo -> {
              var answer = dynamo.batchGetItem(get);
              assertThat(answer.unprocessedKeys()).isEmpty();
              var found = new TreeMap<String, List<?>>();
              answer.responses().forEach((name, items) -> found.put(name, sorted(items)));
              return found;
            });
      }
      case 3 -> delete(table);
      case 4 -> update(table);
      case 5, 6 -> query();
      default -> scan(TABLES.get(random.nextInt(TABLES.size())));
    };
  }

  private String delete(String table) {
    var delete = DeleteItemRequest.builder().tableName(table).key(key(table));
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 ->
          delete
              .conditionExpression("#version = :seen")
              .expressionAttributeNames(Map.of("#version", "version"))
              .expressionAttributeValues(Map.of(":seen", n(random.nextInt(3))));
      case 2 ->
          delete
              .conditionExpression("attribute_not_exists(#version) OR #version = :seen")
              .expressionAttributeNames(Map.of("#version", "version"))
              .expressionAttributeValues(Map.of(":seen", random.nextBoolean() ? s(word()) : n(1)));
      default ->
          delete
              .conditionExpression("#version = :seen")
              .expressionAttributeNames(Map.of("#version", "version", "#unused", "unused"))
              .expressionAttributeValues(Map.of(":seen", n(1)));
    }
    var request = delete.build();
    return both(request, dynamo -> dynamo.deleteItem(request).attributes());
  }

  private String update(String table) {
    var update =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(shortKey(table))
            .returnValuesOnConditionCheckFailure(
                random.nextBoolean()
                    ? ReturnValuesOnConditionCheckFailure.ALL_OLD
                    : ReturnValuesOnConditionCheckFailure.NONE);
    var attribute = List.of("version", "profileId", "ageShard", "note").get(random.nextInt(4));
    switch (random.nextInt(4)) {
      case 0 ->
          update
              .updateExpression("SET #a = :a REMOVE #b")
              .conditionExpression("attribute_not_exists(#a)")
              .expressionAttributeNames(Map.of("#a", attribute, "#b", "streamSessionId"))
              .expressionAttributeValues(Map.of(":a", updated(attribute)));
      case 1 ->
          update
              .updateExpression("SET #a = if_not_exists(#a, :a), #b = :b ADD #version :one")
              .expressionAttributeNames(Map.of("#a", attribute, "#b", "c", "#version", "version"))
              .expressionAttributeValues(
                  Map.of(
                      ":a",
                      updated(attribute),
                      ":b",
                      value(),
                      ":one",
                      random.nextInt(9) == 0 ? s("one") : n(1)))
              .returnValues("UPDATED_NEW");
      case 2 ->
          update
              .updateExpression("SET #a = :a")
              .conditionExpression("#version = :seen")
              .expressionAttributeNames(Map.of("#a", attribute, "#version", "version"))
              .expressionAttributeValues(
                  Map.of(":a", updated(attribute), ":seen", n(random.nextInt(3))));
      default ->
          update
              .updateExpression("SET #a = :a")
              .expressionAttributeNames(Map.of("#a", attribute))
              .expressionAttributeValues(
                  random.nextBoolean()
                      ? Map.of(":a", updated(attribute), ":b", value())
                      : Map.of());
    }
    var request = update.build();
    return both(request, dynamo -> dynamo.updateItem(request).attributes());
  }

  /// Pages until there is no more, each like the other's. Whether a page that is full to its limit
  /// with the last item says that there is more is not compared: DynamoDB promises neither.
  private String query() {
    var index = INDEXES.get(random.nextInt(INDEXES.size()));
    var signs = List.of("<", "<=", ">", ">=", "=");
    var bound = random.nextInt(3) == 0;
    var hash = word();
    if (index.get(1).isEmpty() && random.nextBoolean()) {
      hash = "stream#st-" + random.nextInt(3);
    }
    var query =
        QueryRequest.builder()
            .tableName(index.getFirst())
            .indexName(index.get(1).isEmpty() ? null : index.get(1))
            .consistentRead(random.nextInt(10) == 0)
            .scanIndexForward(random.nextBoolean())
            .limit(
                random.nextBoolean() ? null : random.nextInt(5) + (random.nextInt(9) > 0 ? 1 : 0));
    if (bound) {
      query
          .keyConditionExpression(
              "%s = :hash AND %s %s :bound"
                  .formatted(index.get(2), index.get(3), signs.get(random.nextInt(signs.size()))))
          .expressionAttributeValues(Map.of(":hash", s(hash), ":bound", s(word())));
    } else {
      query
          .keyConditionExpression(index.get(2) + " = :hash")
          .expressionAttributeValues(Map.of(":hash", s(hash)));
    }
    var first = query.build();
    return both(
        first,
        dynamo -> {
          var pages = new ArrayList<List<Map<String, AttributeValue>>>();
          Map<String, AttributeValue> start = Map.of();
          do {
            var from = start;
            var page =
                dynamo.query(
                    from.isEmpty() ? first : first.toBuilder().exclusiveStartKey(from).build());
            assertThat(page.count()).isEqualTo(page.items().size());
            if (page.count() > 0) {
              pages.add(page.items());
            }
            start = page.lastEvaluatedKey();
          } while (!start.isEmpty());
          return index.get(1).isEmpty() ? pages : inOrderOf(index.get(3), pages);
        });
  }

  /// In an index the range key decides the order, and between equals nothing does.
  private static Object inOrderOf(String range, List<List<Map<String, AttributeValue>>> pages) {
    var items = pages.stream().flatMap(List::stream).toList();
    return List.of(
        pages.stream().map(List::size).toList(),
        items.stream().map(item -> ItemValues.string(item, range)).toList(),
        sorted(items));
  }

  /// The order of a scan means nothing, and neither does the segment an item is in.
  private String scan(String table) {
    var segments = random.nextInt(3) + 1;
    var limit = random.nextInt(5) + 1;
    return both(
        table,
        dynamo ->
            sorted(
                IntStream.range(0, segments)
                    .mapToObj(segment ->
                        ScanRequest.builder()
                            .tableName(table)
                            .segment(segment)
                            .totalSegments(segments)
                            .limit(limit)
                            .build())
                    .flatMap(scan -> dynamo.scanPaginator(scan).items().stream())
                    .toList()));
  }

  private String both(Object what, Function<DynamoDbClient, Object> operation) {
    var real = answer(operation, LOCAL.dynamo());
    var ours = answer(operation, memory);
    assertThat(ours.toString()).as("dynamo.seed %d: %s", seed, what).isEqualTo(real.toString());
    return real.kind();
  }

  /// @param kind for the count of what was seen
  private record Answer(String kind, Object value) {}

  private static Answer answer(Function<DynamoDbClient, Object> operation, DynamoDbClient dynamo) {
    try {
      return new Answer("answered", plain(operation.apply(dynamo)));
    } catch (ConditionalCheckFailedException failed) {
      var kind = failed.awsErrorDetails().errorCode();
      return failed.hasItem()
          ? new Answer(kind + " with its item", plain(failed.item()))
          : new Answer(kind, "");
    } catch (DynamoDbException failed) {
      return new Answer(failed.awsErrorDetails().errorCode(), "");
    }
  }

  /// The same text for the same attributes.
  private static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var sorted = new TreeMap<String, Object>();
        map.forEach((name, inner) -> sorted.put(name.toString(), plain(inner)));
        // It is drawn by lot, so each has another.
        sorted.remove(ParkedEventTable.PARKING);
        yield sorted;
      }
      case Optional<?> maybe -> maybe.map(InMemoryDynamoDbTest::plain);
      case List<?> list -> list.stream().map(InMemoryDynamoDbTest::plain).toList();
      case ParkedEvent parked ->
          List.of(parked.waitingFor(), parked.eventId(), parked.event(), parked.attempts());
      case WriteResult.Raced<?>(var winner) ->
          winner.map(stored -> plain(stored.value())).orElse("gone");
      default -> value;
    };
  }

  private static List<String> sorted(List<Map<String, AttributeValue>> items) {
    return items.stream()
        .map(item -> plain(item).toString())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private AttributeValue value() {
    return switch (random.nextInt(12)) {
      case 0 -> s("");
      case 1, 2, 3, 4 -> n(random.nextInt(3));
      case 5 -> AttributeValue.fromSs(List.of("x", "y"));
      case 6 -> s("k".repeat(1025 + random.nextInt(2) * 1024));
      default -> s(word());
    };
  }

  /// What an update writes: into keys of indexes only strings that are short enough. Where a row is
  /// in no index yet, DynamoDB Local lets an update write what it refuses in a put.
  private AttributeValue updated(String attribute) {
    var value = value();
    while (INDEXES.stream().anyMatch(index -> index.contains(attribute))
        && (value.s() == null || value.s().length() > 1024)) {
      value = value();
    }
    return value;
  }

  /// The key of Recording is a sort key of its index byStream, too: the same holds for it.
  private Map<String, AttributeValue> shortKey(String table) {
    var key = key(table);
    while (key.values().stream().anyMatch(part -> part.s() != null && part.s().length() > 1024)) {
      key = key(table);
    }
    return key;
  }

  private Map<String, AttributeValue> key(String table) {
    Map<String, AttributeValue> key = new HashMap<>();
    for (var attribute : KEYS.getOrDefault(table, List.of("id"))) {
      key.put(attribute, random.nextInt(15) == 0 ? value() : s(word()));
    }
    if (random.nextInt(50) == 0) {
      key.put("more", s("more"));
    }
    if (random.nextInt(50) == 0) {
      key.remove("waitingFor");
    }
    return key;
  }

  private Map<String, AttributeValue> item(String table) {
    var item = key(table);
    for (var attribute :
        new String[] {
          "profileId",
          "recordedAt",
          "streamSessionId",
          "openShard",
          "openSince",
          "recordedMonth",
          "dueMonth",
          "dueAt",
          "startedAt",
          "publishedMonth",
          "publishedAt",
          "ageShard",
          "parkedAt",
          "version",
          "reason",
          "note"
        }) {
      if (random.nextInt(3) == 0) {
        item.putIfAbsent(
            attribute,
            attribute.equals("version") || random.nextInt(20) == 0 ? value() : s(word()));
      }
    }
    if (random.nextInt(4) == 0) {
      item.put("history", AttributeValue.fromL(List.of(s(word()), s(word()))));
    }
    return item;
  }

  private Map<String, KeysAndAttributes> keys(String table) {
    var keys = new HashMap<String, KeysAndAttributes>();
    for (var name : random.nextBoolean() ? List.of(table) : TABLES) {
      var wanted = new ArrayList<Map<String, AttributeValue>>();
      int count = random.nextInt(50) == 0 ? 101 : random.nextInt(4) + 1;
      for (int i = 0; i < count; i++) {
        var key = key(name);
        if (!wanted.contains(key) || random.nextInt(20) == 0) {
          wanted.add(key);
        }
      }
      keys.put(name, KeysAndAttributes.builder().keys(wanted).consistentRead(true).build());
    }
    return keys;
  }

  @Test
  void whatIsNotUsedHereIsRefused() {
    assertThatThrownBy(() -> Expressions.condition("begins_with(#a, :a)"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Expressions.update("DELETE #a :a"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> memory.listBackups())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /// Also its pages end where DynamoDB's do, or more pages would go unnoticed.
  @Test
  void aPageEndsWhenItHasPassedAMegabyte() {
    for (int i = 0; i < 30; i++) {
      var item =
          Map.of(
              "waitingFor", s("stream#st-1"),
              "eventId", s("e-%02d".formatted(i)),
              "event", s("x".repeat(100_000)));
      LOCAL.dynamo().putItem(put -> put.tableName("ParkedEvent").item(item));
      memory.putItem(put -> put.tableName("ParkedEvent").item(item));
    }

    var sizes =
        both(
            "pages",
            dynamo ->
                dynamo
                    .queryPaginator(query ->
                        query
                            .tableName("ParkedEvent")
                            .keyConditionExpression("waitingFor = :cause")
                            .expressionAttributeValues(Map.of(":cause", s("stream#st-1"))))
                    .stream()
                    .map(page -> page.count())
                    .toList());

    assertThat(sizes).isEqualTo("answered");
  }

  /// On AWS an index hears of a write a little later than the table; here it does on demand.
  @Test
  void anIndexCanLagBehind() {
    memory.lagIndexes(1);
    for (var id : new String[] {"one", "two"}) {
      memory.putItem(put ->
          put.tableName("Recording")
              .item(Map.of("recordingId", s(id), "openShard", s("0"), "openSince", s("now"))));
    }
    var lagging = openIn("0");
    memory.lagIndexes(0);

    assertThat(lagging).containsExactly("one");
    assertThat(openIn("0")).containsExactly("one", "two");
  }

  private List<String> openIn(String shard) {
    return memory
        .queryPaginator(query ->
            query
                .tableName("Recording")
                .indexName("open")
                .keyConditionExpression("openShard = :shard")
                .expressionAttributeValues(Map.of(":shard", s(shard))))
        .items()
        .stream()
        .map(item -> ItemValues.string(item, "recordingId"))
        .toList();
  }
}
