package ivs.recordings.store.webhook;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeTime;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.string;
import static ivs.recordings.store.item.ItemValues.typed;
import static java.util.stream.Collectors.toUnmodifiableSet;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.EndpointHealth;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.EventFilter;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/// The endpoints of webhooks. Their owners write address, filter and state, with a version; the
/// sender writes how they fare, and disables those that fail for too long. Neither writes what is
/// the other's, and only the owner makes an item: a removed endpoint stays removed.
public final class WebhookEndpointTable {
  static final String OWNER_ID = "ownerId"; // S, partition key: a profile's id, or *
  static final String ENDPOINT_ID = "endpointId"; // S, sort key
  static final String URL = "url"; // S
  static final String TYPES = "types"; // SS, absent: all
  static final String PROFILES = "profiles"; // SS, absent: all
  static final String SOURCES = "sources"; // SS, absent: all
  static final String STATE = "state"; // S
  static final String CREATED_AT = "createdAt"; // S, ISO 8601
  static final String VERSION = "version"; // N
  static final String FAILURES = "failures"; // N, in a row
  static final String FAILING_SINCE = "failingSince"; // S, ISO 8601
  static final String LAST_FAILURE_AT = "lastFailureAt"; // S, ISO 8601
  static final String PROBE = "probe"; // S, time#id of a delivery
  static final String SLOW = "slow"; // BOOL, absent: false
  static final String WAITING_FROM = "waitingFrom"; // S, time#id of a delivery
  static final String WAITING_LATEST = "waitingLatest"; // S, time#id of a delivery

  /// A try fails only where another delivery began to wait, or all were released, in the middle of
  /// it.
  private static final int TRIES = 5;

  private static final String FIRST =
      "(attribute_not_exists(#condition) OR #condition > :expected)";

  private final DynamoDbClient dynamo;
  private final String table;

  public WebhookEndpointTable(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /// The table that `WEBHOOK_ENDPOINT_TABLE` names.
  ///
  /// @throws IllegalArgumentException if it names none
  public static WebhookEndpointTable of(DynamoDbClient dynamo, Map<String, String> environment) {
    return new WebhookEndpointTable(
        dynamo, TableNames.required(environment, "WEBHOOK_ENDPOINT_TABLE"));
  }

  /// How many endpoints an owner has, with those that cannot be read.
  public long count(EndpointOwner owner) {
    return items(owner).count();
  }

  /// Does something with each of the endpoints of an owner that can be read, and ends with the
  /// exception of one that cannot: it holds up none of the others.
  public void forEach(EndpointOwner owner, Consumer<WebhookEndpoint> action) {
    var corrupt = new ArrayList<CorruptItemException>();
    for (var item : items(owner).toList()) {
      try {
        action.accept(read(item));
      } catch (CorruptItemException unreadable) {
        corrupt.add(unreadable);
      }
    }
    if (!corrupt.isEmpty()) {
      throw corrupt.getFirst();
    }
  }

  private Stream<Map<String, AttributeValue>> items(EndpointOwner owner) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("#owner = :owner")
                .expressionAttributeNames(Map.of("#owner", OWNER_ID))
                .expressionAttributeValues(Map.of(":owner", s(owner.word()))))
        .items()
        .stream();
  }

  public Optional<WebhookEndpoint> find(EndpointOwner owner, EndpointId id) {
    var found =
        dynamo.getItem(get -> get.tableName(table).key(key(owner, id)).consistentRead(true));
    return found.hasItem() ? Optional.of(read(found.item())) : Optional.empty();
  }

  /// Adds a new endpoint.
  public void add(WebhookEndpoint endpoint) {
    var item = new HashMap<>(key(endpoint.owner(), endpoint.id()));
    item.put(URL, s(endpoint.url()));
    item.put(STATE, s(endpoint.state().name()));
    item.put(CREATED_AT, s(endpoint.createdAt()));
    item.put(VERSION, n(endpoint.version()));
    sets(endpoint.filter())
        .forEach((name, values) -> {
          if (!values.isEmpty()) {
            item.put(name, AttributeValue.fromSs(List.copyOf(values)));
          }
        });
    dynamo.putItem(put ->
        put.tableName(table)
            .item(item)
            .conditionExpression("attribute_not_exists(#id)")
            .expressionAttributeNames(Map.of("#id", ENDPOINT_ID)));
  }

  private static Map<String, Set<String>> sets(EventFilter filter) {
    return Map.of(
        TYPES, filter.types(),
        PROFILES, texts(filter.profiles(), ProfileId::value),
        SOURCES, texts(filter.sources(), Source::name));
  }

  private static <T> Set<String> texts(Collection<T> values, Function<T, String> text) {
    return values.stream().map(text).collect(toUnmodifiableSet());
  }

  /// Writes what the owner may change.
  ///
  /// @param changed with the version that it is based on
  /// @param state empty keeps what it is by then, as the sender may write it at the same time; one
  ///   that is enabled begins anew
  /// @return empty where it has another version by now
  public Optional<WebhookEndpoint> change(WebhookEndpoint changed, Optional<EndpointState> state) {
    var update = new AttributeUpdate();
    update.set(URL, s(changed.url()));
    state.ifPresent(known -> update.set(STATE, s(known.name())));
    update.set(VERSION, n(changed.version() + 1));
    sets(changed.filter())
        .forEach((name, values) -> {
          if (values.isEmpty()) {
            update.remove(name);
          } else {
            update.set(name, AttributeValue.fromSs(List.copyOf(values)));
          }
        });
    if (state.equals(Optional.of(EndpointState.ENABLED))) {
      update.remove(FAILURES, FAILING_SINCE, LAST_FAILURE_AT, PROBE, SLOW);
    }
    return update(changed, update, VERSION, Optional.of(n(changed.version())));
  }

  /// Removes an endpoint, if it is still at the version that was seen.
  ///
  /// @return whether it was, and is gone
  public boolean remove(WebhookEndpoint endpoint) {
    try {
      dynamo.deleteItem(delete ->
          delete
              .tableName(table)
              .key(key(endpoint.owner(), endpoint.id()))
              .conditionExpression("#version = :version")
              .expressionAttributeNames(Map.of("#version", VERSION))
              .expressionAttributeValues(Map.of(":version", n(endpoint.version()))));
      return true;
    } catch (ConditionalCheckFailedException _) {
      return false;
    }
  }

  /// Removes an endpoint, whatever is in its item.
  public void remove(EndpointOwner owner, EndpointId id) {
    dynamo.deleteItem(delete -> delete.tableName(table).key(key(owner, id)));
  }

  /// Counts a failure.
  ///
  /// @return the endpoint with it; empty where it is gone
  public Optional<WebhookEndpoint> failed(
      WebhookEndpoint endpoint, Instant now, boolean isTimeout) {
    var update = new AttributeUpdate();
    update.add(FAILURES, 1);
    update.setIfAbsent(FAILING_SINCE, s(now));
    update.set(LAST_FAILURE_AT, s(now));
    if (isTimeout) {
      update.set(SLOW, AttributeValue.fromBool(true));
    }
    return update(endpoint, update, STATE, Optional.of(s(endpoint.state().name())));
  }

  /// Gives its deliveries a queue of their own.
  public void slow(WebhookEndpoint endpoint) {
    var update = new AttributeUpdate();
    update.set(SLOW, AttributeValue.fromBool(true));
    update(endpoint, update, STATE, Optional.of(s(endpoint.state().name())));
  }

  /// Makes a delivery the one that is tried while others wait, unless another one is by now.
  public Optional<WebhookEndpoint> probe(WebhookEndpoint endpoint, DeliveryKey delivery) {
    var update = new AttributeUpdate();
    update.set(PROBE, s(delivery.value()));
    return update(
        endpoint, update, PROBE, endpoint.health().probe().map(probe -> s(probe.value())));
  }

  /// Ends a row of failures.
  ///
  /// @param wasQuick whether its deliveries need no queue of their own
  public Optional<WebhookEndpoint> succeeded(WebhookEndpoint endpoint, boolean wasQuick) {
    var update = new AttributeUpdate();
    update.remove(FAILURES, FAILING_SINCE, LAST_FAILURE_AT, PROBE);
    if (wasQuick) {
      update.remove(SLOW);
    }
    return update(endpoint, update, STATE, Optional.of(s(endpoint.state().name())));
  }

  /// Disables it, if it is enabled.
  public Optional<WebhookEndpoint> disable(WebhookEndpoint endpoint, EndpointState state) {
    var update = new AttributeUpdate();
    update.set(STATE, s(state.name()));
    return update(endpoint, update, STATE, Optional.of(s(EndpointState.ENABLED.name())));
  }

  /// Notes that a delivery waits, before it does. Of many that begin to wait at the same time each
  /// is compared with the first of them where it is written.
  public void markWaiting(WebhookEndpoint endpoint, DeliveryKey delivery) {
    var key = Optional.of(s(delivery.value()));
    for (var attempt = 0; attempt < TRIES; attempt++) {
      var later = new AttributeUpdate();
      later.set(WAITING_LATEST, s(delivery.value()));
      if (update(endpoint, later, WAITING_FROM, "#condition <= :expected", key).isPresent()) {
        return;
      }
      var first = new AttributeUpdate();
      first.set(WAITING_FROM, s(delivery.value()));
      first.set(WAITING_LATEST, s(delivery.value()));
      if (update(endpoint, first, WAITING_FROM, FIRST, key).isPresent()
          || find(endpoint.owner(), endpoint.id()).isEmpty()) {
        return;
      }
    }
    throw new IllegalStateException(
        "%s was released each time that a delivery began to wait".formatted(endpoint.id()));
  }

  /// Notes that none waits, unless one began to since then.
  public void noneWaits(WebhookEndpoint endpoint, WebhookEndpoint.Waiting released) {
    var update = new AttributeUpdate();
    update.remove(WAITING_FROM, WAITING_LATEST);
    update(endpoint, update, WAITING_LATEST, Optional.of(s(released.latest().value())));
  }

  /// @param expected of the attribute of the condition; empty: there is none
  /// @return empty where the endpoint is gone, or the attribute is another
  private Optional<WebhookEndpoint> update(
      WebhookEndpoint endpoint,
      AttributeUpdate update,
      String attribute,
      Optional<AttributeValue> expected) {
    var condition =
        expected.isPresent() ? "#condition = :expected" : "attribute_not_exists(#condition)";
    return update(endpoint, update, attribute, condition, expected);
  }

  /// @param condition of `#condition`, the attribute, and `:expected`
  private Optional<WebhookEndpoint> update(
      WebhookEndpoint endpoint,
      AttributeUpdate update,
      String attribute,
      String condition,
      Optional<AttributeValue> expected) {
    var names = update.names();
    names.put("#id", ENDPOINT_ID);
    names.put("#condition", attribute);
    var values = update.values();
    expected.ifPresent(value -> values.put(":expected", value));
    try {
      var after =
          dynamo.updateItem(request ->
              request
                  .tableName(table)
                  .key(key(endpoint.owner(), endpoint.id()))
                  .updateExpression(update.expression())
                  .conditionExpression("attribute_exists(#id) AND " + condition)
                  .expressionAttributeNames(names)
                  .expressionAttributeValues(values)
                  .returnValues(ReturnValue.ALL_NEW));
      return Optional.of(read(after.attributes()));
    } catch (ConditionalCheckFailedException _) {
      return Optional.empty();
    }
  }

  private static Map<String, AttributeValue> key(EndpointOwner owner, EndpointId id) {
    return Map.of(OWNER_ID, s(owner.word()), ENDPOINT_ID, s(id.value()));
  }

  private static WebhookEndpoint read(Map<String, AttributeValue> item) {
    var waiting =
        maybe(item, WAITING_FROM, DeliveryKey::new)
            .flatMap(from ->
                maybe(item, WAITING_LATEST, DeliveryKey::new)
                    .map(latest -> new WebhookEndpoint.Waiting(from, latest)));
    return new WebhookEndpoint(
        required(item, OWNER_ID, EndpointOwner::of),
        required(item, ENDPOINT_ID, EndpointId::new),
        string(item, URL),
        new EventFilter(
            set(item, TYPES, text -> text),
            set(item, PROFILES, ProfileId::new),
            set(item, SOURCES, Source::valueOf)),
        required(item, STATE, EndpointState::valueOf),
        required(item, CREATED_AT, Instant::parse),
        maybeNumber(item, VERSION).orElse(0L),
        new EndpointHealth(
            maybeNumber(item, FAILURES).orElse(0L),
            maybeTime(item, FAILING_SINCE),
            maybeTime(item, LAST_FAILURE_AT),
            maybe(item, PROBE, DeliveryKey::new),
            typed(item, SLOW, AttributeValue.Type.BOOL).map(AttributeValue::bool).orElse(false)),
        waiting);
  }

  private static <T> Set<T> set(
      Map<String, AttributeValue> item, String attribute, Function<String, T> type) {
    return typed(item, attribute, AttributeValue.Type.SS)
        .map(AttributeValue::ss)
        .map(texts -> consistent(item, () -> texts.stream().map(type).collect(toUnmodifiableSet())))
        .orElse(Set.of());
  }
}
