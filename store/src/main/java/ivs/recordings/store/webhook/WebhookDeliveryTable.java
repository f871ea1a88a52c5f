package ivs.recordings.store.webhook;

import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeDuration;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.maybeTime;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.string;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookDelivery.Attempt;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.ItemValues;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/// The log of webhooks: one item for each event and endpoint, from before the first attempt on. It
/// holds what is sent, so that every attempt sends the same. DynamoDB removes it after 30 days.
public final class WebhookDeliveryTable {
  static final String ENDPOINT_ID = "endpointId"; // S, partition key
  static final String KEY = "time#id"; // S, sort key: the event's time of fixed width, # and its id
  static final String OWNER_ID = "ownerId"; // S, of the endpoint
  static final String RECORDING_ID = "recordingId"; // S, partition key of byRecording
  static final String PROFILE_ID = "profileId"; // S
  static final String TYPE = "type"; // S
  static final String BODY = "body"; // S, JSON
  static final String STATE = "state"; // S
  static final String ATTEMPTS = "attempts"; // N
  static final String NEXT_ATTEMPT_AT = "nextAttemptAt"; // S, ISO 8601
  static final String ATTEMPTED_AT = "attemptedAt"; // S, ISO 8601
  static final String RESULT = "result"; // S, one word
  static final String STATUS = "status"; // N, of HTTP
  static final String LATENCY = "latency"; // N, milliseconds
  static final String ANSWER = "answer"; // S
  static final String TTL = "ttl"; // N, seconds since 1970

  public static final Duration KEPT = Duration.ofDays(30);

  /// HTTP has three digits.
  private static final int LARGEST_STATUS = 999;

  private static final String BY_RECORDING = "byRecording";

  private final DynamoDbClient dynamo;
  private final String table;
  private final Clock clock;

  public WebhookDeliveryTable(DynamoDbClient dynamo, String table, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  /// The table that `WEBHOOK_DELIVERY_TABLE` names.
  ///
  /// @throws IllegalArgumentException if it names none
  public static WebhookDeliveryTable of(
      DynamoDbClient dynamo, Map<String, String> environment, Clock clock) {
    return new WebhookDeliveryTable(
        dynamo, TableNames.required(environment, "WEBHOOK_DELIVERY_TABLE"), clock);
  }

  /// Adds a delivery, unless there is one of that event.
  ///
  /// @return the one that is there now
  public WebhookDelivery add(WebhookDelivery delivery) {
    var item = new HashMap<>(key(delivery.endpointId(), delivery.key()));
    item.put(OWNER_ID, s(delivery.owner().word()));
    delivery.recordingId().ifPresent(id -> item.put(RECORDING_ID, s(id.value())));
    delivery.profileId().ifPresent(id -> item.put(PROFILE_ID, s(id.value())));
    item.put(TYPE, s(delivery.type()));
    item.put(BODY, s(delivery.body()));
    item.put(STATE, s(delivery.state().name()));
    item.put(ATTEMPTS, n(delivery.attempts()));
    item.put(TTL, n(clock.instant().plus(KEPT).getEpochSecond()));
    try {
      dynamo.putItem(put ->
          put.tableName(table)
              .item(item)
              .conditionExpression("attribute_not_exists(#key)")
              .expressionAttributeNames(Map.of("#key", KEY)));
      return delivery;
    } catch (ConditionalCheckFailedException _) {
      return find(delivery.endpointId(), delivery.key()).orElse(delivery);
    }
  }

  public Optional<WebhookDelivery> find(EndpointId endpointId, DeliveryKey key) {
    var found =
        dynamo.getItem(get -> get.tableName(table).key(key(endpointId, key)).consistentRead(true));
    return found.hasItem() ? Optional.of(read(found.item())) : Optional.empty();
  }

  /// Writes an attempt and what it led to. What was delivered by another message meanwhile stays
  /// delivered.
  ///
  /// @param next when another attempt may follow; empty: none does, or whenever one can
  public void attempted(
      WebhookDelivery delivery, Attempt attempt, DeliveryState state, Optional<Instant> next) {
    var update = new AttributeUpdate();
    update.add(ATTEMPTS, 1);
    update.set(STATE, s(state.name()));
    update.set(ATTEMPTED_AT, s(attempt.at()));
    update.set(RESULT, s(attempt.result()));
    put(update, STATUS, attempt.status().map(ItemValues::n));
    put(update, LATENCY, attempt.latency().map(ItemValues::n));
    put(update, ANSWER, attempt.answer().map(ItemValues::s));
    put(update, NEXT_ATTEMPT_AT, next.map(ItemValues::s));
    update(delivery, update, state != DeliveryState.DELIVERED);
  }

  private static void put(
      AttributeUpdate update, String attribute, Optional<AttributeValue> value) {
    value.ifPresentOrElse(known -> update.set(attribute, known), () -> update.remove(attribute));
  }

  /// Ends a delivery without an attempt, or lets it wait, unless it was delivered meanwhile.
  public void mark(WebhookDelivery delivery, DeliveryState state) {
    var update = new AttributeUpdate();
    update.set(STATE, s(state.name()));
    update.remove(NEXT_ATTEMPT_AT);
    update(delivery, update, true);
  }

  /// Makes it as it was before its first attempt, whatever became of it.
  public void restart(WebhookDelivery delivery) {
    var update = new AttributeUpdate();
    update.set(STATE, s(DeliveryState.PENDING.name()));
    update.set(ATTEMPTS, n(0));
    update.remove(NEXT_ATTEMPT_AT);
    update(delivery, update, false);
  }

  private void update(WebhookDelivery delivery, AttributeUpdate update, boolean unlessDelivered) {
    var names = update.names();
    names.put("#key", KEY);
    var values = update.values();
    if (unlessDelivered) {
      names.put("#state", STATE);
      values.put(":delivered", s(DeliveryState.DELIVERED.name()));
    }
    try {
      dynamo.updateItem(request ->
          request
              .tableName(table)
              .key(key(delivery.endpointId(), delivery.key()))
              .updateExpression(update.expression())
              .conditionExpression(
                  "attribute_exists(#key)" + (unlessDelivered ? " AND #state <> :delivered" : ""))
              .expressionAttributeNames(names)
              .expressionAttributeValues(values));
    } catch (ConditionalCheckFailedException _) {
      // It expired, or is delivered: there is nothing to note.
    }
  }

  /// Some deliveries in the order of a query.
  ///
  /// @param next where to go on; empty at the end
  public record Page(List<WebhookDelivery> deliveries, Optional<DeliveryKey> next) {}

  /// The log, the newest event first.
  ///
  /// @param before only what is older; empty: from the newest on
  public Page log(EndpointId endpointId, Optional<DeliveryKey> before, int limit) {
    return page(
        endpointId,
        "#endpoint = :endpoint",
        Map.of(),
        Map.of(),
        before,
        query -> query.scanIndexForward(false).limit(limit));
  }

  /// The log from an event's time on, the oldest first.
  ///
  /// @param after where the page before ended
  public Page since(EndpointId endpointId, String from, Optional<DeliveryKey> after, int limit) {
    return page(
        endpointId,
        "#endpoint = :endpoint AND #key >= :from",
        Map.of("#key", KEY),
        Map.of(":from", s(from)),
        after,
        query -> query.limit(limit));
  }

  private Page page(
      EndpointId endpointId,
      String condition,
      Map<String, String> moreNames,
      Map<String, AttributeValue> moreValues,
      Optional<DeliveryKey> start,
      UnaryOperator<QueryRequest.Builder> shape) {
    var names = new HashMap<>(moreNames);
    names.put("#endpoint", ENDPOINT_ID);
    var values = new HashMap<>(moreValues);
    values.put(":endpoint", s(endpointId.value()));
    var query =
        shape.apply(
            QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values));
    start.ifPresent(key -> query.exclusiveStartKey(key(endpointId, key)));
    var found = dynamo.query(query.build());
    return new Page(
        found.items().stream().map(WebhookDeliveryTable::read).toList(),
        found.hasLastEvaluatedKey()
            ? Optional.of(required(found.lastEvaluatedKey(), KEY, DeliveryKey::new))
            : Optional.empty());
  }

  /// Who was notified of a recording, the oldest event first.
  public List<WebhookDelivery> ofRecording(RecordingId recordingId) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_RECORDING)
                .keyConditionExpression("#recording = :recording")
                .expressionAttributeNames(Map.of("#recording", RECORDING_ID))
                .expressionAttributeValues(Map.of(":recording", s(recordingId.value()))))
        .items()
        .stream()
        .map(WebhookDeliveryTable::read)
        .toList();
  }

  private static Map<String, AttributeValue> key(EndpointId endpointId, DeliveryKey key) {
    return Map.of(ENDPOINT_ID, s(endpointId.value()), KEY, s(key.value()));
  }

  private static int status(Map<String, AttributeValue> item, long code) {
    if (code < 0 || code > LARGEST_STATUS) {
      throw new CorruptItemException("attribute %s has the value %d".formatted(STATUS, code), item);
    }
    return (int) code;
  }

  private static WebhookDelivery read(Map<String, AttributeValue> item) {
    var last =
        maybeTime(item, ATTEMPTED_AT)
            .map(at ->
                new Attempt(
                    at,
                    string(item, RESULT),
                    maybeNumber(item, STATUS).map(code -> status(item, code)),
                    maybeDuration(item, LATENCY),
                    maybeString(item, ANSWER)));
    return new WebhookDelivery(
        required(item, OWNER_ID, EndpointOwner::of),
        required(item, ENDPOINT_ID, EndpointId::new),
        required(item, KEY, DeliveryKey::new),
        string(item, TYPE),
        maybe(item, RECORDING_ID, RecordingId::new),
        maybe(item, PROFILE_ID, ProfileId::new),
        string(item, BODY),
        required(item, STATE, DeliveryState::valueOf),
        maybeNumber(item, ATTEMPTS).orElse(0L),
        maybeTime(item, NEXT_ATTEMPT_AT),
        last);
  }
}
