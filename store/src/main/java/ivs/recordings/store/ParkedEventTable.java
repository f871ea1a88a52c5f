package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.maybeTime;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.string;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.item.Shards;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// Events that wait for something. None ever expires: it is released, or discarded by a person.
public final class ParkedEventTable {
  static final String WAITING_FOR = "waitingFor"; // S, partition key
  static final String EVENT_ID = "eventId"; // S, sort key
  static final String REASON = "reason"; // S
  static final String DETAIL = "detail"; // S, a sentence
  static final String EVENT = "event"; // S, the original
  static final String PARKED_AT = "parkedAt"; // S, ISO-8601 UTC, of the first time
  static final String ATTEMPTS = "attempts"; // N
  static final String PARKING = "parking"; // S, another one each time it is parked
  static final String AGE_SHARD = "ageShard"; // S

  static final String BY_AGE = "byAge";

  /// Sort keys hold 1,024 bytes; EventBridge's ids have 36 characters.
  private static final int LONGEST_ID = 128;

  /// About what a page of 1 MB can hold of the index.
  private static final int LARGEST_PAGE = 10_000;

  /// Copies of one snapshot of the function must not draw alike, so this asks the system.
  private static final SecureRandom UNIQUE = new SecureRandom();

  private final DynamoDbClient dynamo;
  private final String table;
  private final Clock clock;

  public ParkedEventTable(DynamoDbClient dynamo, String table, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  /// Keeps an event. Doing it again only counts one attempt more.
  ///
  /// @param eventId the event's own id, or anything at all: where it cannot serve as a key, or is
  ///   already another event's, a digest of the event tells them apart
  public ParkedEvent park(ParkingCause cause, String eventId, String event) {
    var key = keyOf(eventId, event);
    try {
      return keep(cause, key, event);
    } catch (ConditionalCheckFailedException takenByAnotherEvent) {
      return keep(cause, key + "#" + digest(event), event);
    }
  }

  private ParkedEvent keep(ParkingCause cause, String eventId, String event) {
    var now = clock.instant();
    var parking = Long.toHexString(UNIQUE.nextLong());
    var kept =
        dynamo.updateItem(update ->
            update
                .tableName(table)
                .key(key(cause.waitingFor(), eventId))
                .updateExpression(
                    "SET #reason = :reason, #detail = :detail, #event = :event, #parking = :parking,"
                        + " #parkedAt = if_not_exists(#parkedAt, :now),"
                        + " #ageShard = :shard ADD #attempts :one")
                .conditionExpression("attribute_not_exists(#event) OR #event = :event")
                .expressionAttributeNames(
                    Map.of(
                        "#reason", REASON,
                        "#detail", DETAIL,
                        "#event", EVENT,
                        "#parking", PARKING,
                        "#parkedAt", PARKED_AT,
                        "#ageShard", AGE_SHARD,
                        "#attempts", ATTEMPTS))
                .expressionAttributeValues(
                    Map.of(
                        ":reason", s(cause.reason()),
                        ":detail", s(cause.detail()),
                        ":event", s(event),
                        ":parking", s(parking),
                        ":now", s(now),
                        ":shard", s(Shards.of(eventId)),
                        ":one", n(1)))
                .returnValues("UPDATED_NEW"));
    return new ParkedEvent(
        cause.waitingFor(),
        eventId,
        cause.reason(),
        cause.detail(),
        event,
        maybeTime(kept.attributes(), PARKED_AT).orElse(now),
        maybeNumber(kept.attributes(), ATTEMPTS).orElse(1L),
        parking);
  }

  /// Everything that waits for one cause and can be read. The read is consistent: a writer that
  /// resolves a cause and then asks sees every event that was parked before.
  public List<ParkedEvent> waitingFor(String cause) {
    return waitingFor(cause, Integer.MAX_VALUE);
  }

  /// The first of them, up to a limit.
  public List<ParkedEvent> waitingFor(String cause, int limit) {
    return Legible.of(
            dynamo
                .queryPaginator(query ->
                    query
                        .tableName(table)
                        .keyConditionExpression("waitingFor = :cause")
                        .expressionAttributeValues(Map.of(":cause", s(cause)))
                        .consistentRead(true))
                .items()
                .stream()
                .limit(limit),
            ParkedEventTable::read)
        .rows();
  }

  /// What has been parked longest, oldest first, without the events themselves.
  public List<ParkedEvent> oldest(int limit) {
    return oldestLegible(limit).rows();
  }

  /// The same, with the items among them that cannot be read.
  public Legible<ParkedEvent> oldestLegible(int limit) {
    return byAge(limit, true, Comparator.comparing(ParkedEvent::parkedAt));
  }

  /// What has been parked last, newest first, without the events themselves.
  public List<ParkedEvent> newest(int limit) {
    return byAge(limit, false, Comparator.comparing(ParkedEvent::parkedAt).reversed()).rows();
  }

  /// What the events that were parked at a moment or later wait for.
  public Set<String> causesSince(Instant moment) {
    return Shards.all().stream()
        .flatMap(shard -> inShardSince(shard, moment))
        .map(item -> string(item, WAITING_FOR))
        .collect(toCollection(TreeSet::new));
  }

  private Stream<Map<String, AttributeValue>> inShardSince(String shard, Instant moment) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_AGE)
                .keyConditionExpression("ageShard = :shard AND parkedAt >= :moment")
                .expressionAttributeValues(Map.of(":shard", s(shard), ":moment", s(moment))))
        .items()
        .stream();
  }

  private Legible<ParkedEvent> byAge(int limit, boolean forward, Comparator<ParkedEvent> order) {
    var found =
        Legible.of(
            Shards.all().stream().flatMap(shard -> inShard(shard, limit, forward)),
            ParkedEventTable::read);
    return new Legible<>(
        found.rows().stream().sorted(order).limit(limit).toList(), found.corruptItems());
  }

  private Stream<Map<String, AttributeValue>> inShard(String shard, int limit, boolean forward) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_AGE)
                .keyConditionExpression("ageShard = :shard")
                .expressionAttributeValues(Map.of(":shard", s(shard)))
                .scanIndexForward(forward)
                .limit(Math.min(limit, LARGEST_PAGE)))
        .items()
        .stream()
        .limit(limit);
  }

  /// How many wait for each cause, for people to read; it walks the whole index and not the events.
  public Map<String, Long> causes() {
    return Shards.all().stream()
        .flatMap(shard -> inShard(shard, Integer.MAX_VALUE, true))
        .collect(groupingBy(item -> string(item, WAITING_FOR), TreeMap::new, counting()));
  }

  /// It was sent to the queue again, or a person has discarded it. If it has been parked again
  /// since it was seen, it stays: between the sending and this it may have come back, and even have
  /// been removed before, where the SDK asks again because an answer was lost. So it is not its
  /// attempts that tell: they would begin anew.
  ///
  /// @return whether it is gone
  public boolean remove(ParkedEvent parked) {
    try {
      dynamo.deleteItem(delete ->
          delete
              .tableName(table)
              .key(key(parked.waitingFor(), parked.eventId()))
              .conditionExpression("attribute_not_exists(#parking) OR #parking = :seen")
              .expressionAttributeNames(Map.of("#parking", PARKING))
              .expressionAttributeValues(Map.of(":seen", s(parked.parking()))));
      return true;
    } catch (ConditionalCheckFailedException parkedAgain) {
      return false;
    }
  }

  /// An event as it waits for a cause, if it does; the read is consistent.
  public Optional<ParkedEvent> find(String waitingFor, String eventId, String event) {
    var key = keyOf(eventId, event);
    return foundAt(waitingFor, key, event)
        .or(() -> foundAt(waitingFor, key + "#" + digest(event), event));
  }

  private Optional<ParkedEvent> foundAt(String waitingFor, String eventId, String event) {
    return dynamo
        .query(query ->
            query
                .tableName(table)
                .keyConditionExpression("waitingFor = :cause AND eventId = :id")
                .expressionAttributeValues(Map.of(":cause", s(waitingFor), ":id", s(eventId)))
                .consistentRead(true))
        .items()
        .stream()
        .map(ParkedEventTable::read)
        .filter(row -> row.event().equals(event))
        .findFirst();
  }

  /// Removes an event that may or may not have been parked under a cause, by itself or by an
  /// earlier try; another event under the same id stays.
  public void removeIfSame(String waitingFor, String eventId, String event) {
    if (!removedAt(waitingFor, keyOf(eventId, event), event)) {
      removedAt(waitingFor, keyOf(eventId, event) + "#" + digest(event), event);
    }
  }

  /// Whether it was there. Where it was not, it may be under its digest, also if the event that
  /// once held its place has left.
  private boolean removedAt(String waitingFor, String eventId, String event) {
    try {
      dynamo.deleteItem(delete ->
          delete
              .tableName(table)
              .key(key(waitingFor, eventId))
              .conditionExpression("#event = :event")
              .expressionAttributeNames(Map.of("#event", EVENT))
              .expressionAttributeValues(Map.of(":event", s(event))));
      return true;
    } catch (ConditionalCheckFailedException notThere) {
      return false;
    }
  }

  private static Map<String, AttributeValue> key(String waitingFor, String eventId) {
    return Map.of(WAITING_FOR, s(waitingFor), EVENT_ID, s(eventId));
  }

  static ParkedEvent read(Map<String, AttributeValue> item) {
    return new ParkedEvent(
        string(item, WAITING_FOR),
        string(item, EVENT_ID),
        string(item, REASON),
        string(item, DETAIL),
        maybeString(item, EVENT).orElse(""),
        maybeTime(item, PARKED_AT).orElse(Instant.EPOCH),
        maybeNumber(item, ATTEMPTS).orElse(1L),
        maybeString(item, PARKING).orElse(""));
  }

  private static String keyOf(String eventId, String event) {
    var usable = !eventId.isEmpty() && eventId.length() <= LONGEST_ID;
    return usable && eventId.chars().allMatch(c -> c > ' ' && c < 0x7f) ? eventId : digest(event);
  }

  private static String digest(String event) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(event.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
