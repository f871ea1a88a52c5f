package ivs.recordings.store.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.EndpointHealth;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.EventFilter;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.model.webhook.WebhookEndpoint.Waiting;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// What owners and the sender write of endpoints, on DynamoDB Local.
final class WebhookEndpointTableTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final EventFilter SOME =
      new EventFilter(
          Set.of("recording.available", "recording.failed"),
          Set.of(new ProfileId("anna"), new ProfileId("ben")),
          Set.of(Source.UPLOAD));

  private final WebhookEndpointTable table =
      new WebhookEndpointTable(LOCAL.dynamo(), "WebhookEndpoint");

  private static WebhookEndpoint endpoint(String owner, String id, EventFilter filter) {
    return new WebhookEndpoint(
        EndpointOwner.of(owner),
        new EndpointId(id),
        "https://hooks.example.com/" + id,
        filter,
        EndpointState.ENABLED,
        NOON,
        1,
        EndpointHealth.GOOD,
        Optional.empty());
  }

  private WebhookEndpoint added(String owner, String id) {
    var endpoint = endpoint(owner, id, EventFilter.ALL);
    table.add(endpoint);
    return endpoint;
  }

  private WebhookEndpoint now(WebhookEndpoint endpoint) {
    return table.find(endpoint.owner(), endpoint.id()).orElseThrow();
  }

  private static DeliveryKey delivery(int second) {
    return DeliveryKey.of(NOON.plusSeconds(second), "e" + second);
  }

  private static WebhookEndpoint at(WebhookEndpoint endpoint, String url, EventFilter filter) {
    return new WebhookEndpoint(
        endpoint.owner(),
        endpoint.id(),
        url,
        filter,
        endpoint.state(),
        endpoint.createdAt(),
        endpoint.version(),
        endpoint.health(),
        endpoint.waiting());
  }

  @Test
  void whatIsAddedIsReadAsItWas() {
    var all = endpoint("anna", "we-1", EventFilter.ALL);
    var some = endpoint("*", "we-2", SOME);
    table.add(all);
    table.add(some);

    assertThat(table.find(all.owner(), all.id())).contains(all);
    assertThat(table.find(some.owner(), some.id())).contains(some);
    assertThat(table.find(all.owner(), some.id())).isEmpty();
  }

  @Test
  void anOwnersEndpointsAreItsOwn() {
    var first = added("anna", "we-1");
    var second = added("anna", "we-2");
    added("anna#b", "we-3");
    added("*", "we-4");

    var seen = new ArrayList<WebhookEndpoint>();
    table.forEach(EndpointOwner.of("anna"), seen::add);
    table.forEach(EndpointOwner.of("ben"), seen::add);
    assertThat(seen).containsExactly(first, second);
    assertThat(table.count(EndpointOwner.of("anna"))).isEqualTo(2);
    assertThat(table.count(EndpointOwner.of("ben"))).isZero();
  }

  @Test
  void anIdIsTakenOnce() {
    var endpoint = added("anna", "we-1");

    assertThatThrownBy(() -> table.add(endpoint))
        .isInstanceOf(ConditionalCheckFailedException.class);
  }

  @Test
  void aChangeKeepsStateAndHealthAndIsRefusedFromAnOldVersion() {
    var endpoint = added("anna", "we-1");
    table.failed(endpoint, NOON, true);

    var changed = table.change(at(endpoint, "https://b.example.com/", SOME), Optional.empty());

    assertThat(changed).contains(now(endpoint));
    assertThat(changed.orElseThrow().url()).isEqualTo("https://b.example.com/");
    assertThat(changed.orElseThrow().filter()).isEqualTo(SOME);
    assertThat(changed.orElseThrow().version()).isEqualTo(2);
    assertThat(changed.orElseThrow().health().failures()).isEqualTo(1);
    assertThat(table.change(at(endpoint, "https://c.example.com/", SOME), Optional.empty()))
        .isEmpty();
    var emptied = at(changed.orElseThrow(), "https://b.example.com/", EventFilter.ALL);
    assertThat(table.change(emptied, Optional.empty()).orElseThrow().filter())
        .isEqualTo(EventFilter.ALL);
  }

  @Test
  void oneThatIsEnabledBeginsAnewAndKeepsWhatWaits() {
    var endpoint = added("anna", "we-1");
    table.failed(endpoint, NOON, true);
    table.probe(now(endpoint), delivery(1));
    table.markWaiting(now(endpoint), delivery(2));
    table.disable(endpoint, EndpointState.FAILING);

    var enabled = table.change(now(endpoint), Optional.of(EndpointState.ENABLED)).orElseThrow();

    assertThat(enabled.state()).isEqualTo(EndpointState.ENABLED);
    assertThat(enabled.health()).isEqualTo(EndpointHealth.GOOD);
    assertThat(enabled.waiting()).contains(new Waiting(delivery(2), delivery(2)));
  }

  @Test
  void failuresAreCountedFromTheFirstToTheLastAndASuccessEndsThem() {
    var endpoint = added("anna", "we-1");
    table.failed(endpoint, NOON, true);
    table.failed(endpoint, NOON.plusSeconds(5), false);

    assertThat(now(endpoint).health())
        .isEqualTo(
            new EndpointHealth(
                2, Optional.of(NOON), Optional.of(NOON.plusSeconds(5)), Optional.empty(), true));
    assertThat(table.succeeded(endpoint, false).orElseThrow().health())
        .isEqualTo(
            new EndpointHealth(0, Optional.empty(), Optional.empty(), Optional.empty(), true));
    assertThat(table.succeeded(endpoint, true).orElseThrow().health())
        .isEqualTo(EndpointHealth.GOOD);
    assertThat(now(endpoint).version()).as("the sender makes no version").isEqualTo(1);
  }

  @Test
  void whatTheSenderKnowsOfAnotherStateIsNotWritten() {
    var enabled = added("anna", "we-1");
    assertThat(table.disable(enabled, EndpointState.GONE)).isPresent();

    assertThat(table.failed(enabled, NOON, false)).isEmpty();
    assertThat(table.succeeded(enabled, true)).isEmpty();
    assertThat(table.disable(enabled, EndpointState.FAILING)).isEmpty();
    assertThat(now(enabled).state()).isEqualTo(EndpointState.GONE);
    assertThat(now(enabled).health()).isEqualTo(EndpointHealth.GOOD);
  }

  @Test
  void ofTwoThatWantToBeTheProbeOneIs() {
    var endpoint = added("anna", "we-1");

    assertThat(table.probe(endpoint, delivery(1)).orElseThrow().health().probe())
        .contains(delivery(1));
    assertThat(table.probe(endpoint, delivery(2))).isEmpty();
    assertThat(table.probe(now(endpoint), delivery(3)).orElseThrow().health().probe())
        .contains(delivery(3));
  }

  @Test
  void waitingBeginsAtTheEarliestAndEndsUnlessAnotherBeganSince() {
    var endpoint = added("anna", "we-1");
    table.markWaiting(endpoint, delivery(5));
    table.markWaiting(endpoint, delivery(7));
    table.markWaiting(endpoint, delivery(3));
    var released = now(endpoint).waiting().orElseThrow();
    assertThat(released).isEqualTo(new Waiting(delivery(3), delivery(3)));

    table.markWaiting(endpoint, delivery(4));
    table.noneWaits(endpoint, released);
    assertThat(now(endpoint).waiting()).contains(new Waiting(delivery(3), delivery(4)));

    table.noneWaits(endpoint, now(endpoint).waiting().orElseThrow());
    assertThat(now(endpoint).waiting()).isEmpty();
  }

  @Test
  void manyThatBeginToWaitAtOnceAllCount() throws Exception {
    var endpoint = added("anna", "we-1");
    var work = new ArrayList<Callable<Void>>();
    for (var second = 20; second > 0; second--) {
      var key = delivery(second);
      work.add(() -> {
        table.markWaiting(endpoint, key);
        return null;
      });
    }

    try (var threads = Executors.newFixedThreadPool(10)) {
      for (var each : threads.invokeAll(work)) {
        each.get();
      }
    }

    assertThat(now(endpoint).waiting().orElseThrow().from()).isEqualTo(delivery(1));
  }

  @Test
  void aRemovedEndpointStaysRemoved() {
    var endpoint = added("anna", "we-1");
    var changed = table.change(endpoint, Optional.empty()).orElseThrow();

    assertThat(table.remove(endpoint)).as("it was changed").isFalse();
    assertThat(table.remove(changed)).isTrue();
    assertThat(table.remove(changed)).isFalse();
    assertThat(table.failed(changed, NOON, true)).isEmpty();
    assertThat(table.succeeded(changed, true)).isEmpty();
    assertThat(table.probe(changed, delivery(1))).isEmpty();
    assertThat(table.disable(changed, EndpointState.GONE)).isEmpty();
    table.markWaiting(changed, delivery(1));
    table.noneWaits(changed, new Waiting(delivery(1), delivery(1)));
    assertThat(table.change(changed, Optional.of(EndpointState.ENABLED))).isEmpty();
    assertThat(LOCAL.items("WebhookEndpoint")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "state, S, ASLEEP",
    "createdAt, S, noon",
    "version, S, 1",
    "probe, S, first",
    "waitingFrom, S, first",
    "slow, S, true",
    "types, S, recording.available",
    "sources, SS, TELEPATHY",
    "url, N, 1"
  })
  void aCorruptItemIsNamed(String attribute, AttributeValue.Type type, String value) {
    var endpoint = added("anna", "we-1");
    var item = new HashMap<>(LOCAL.items("WebhookEndpoint").getFirst());
    item.put(
        attribute,
        switch (type) {
          case N -> AttributeValue.fromN(value);
          case SS -> AttributeValue.fromSs(List.of(value));
          default -> AttributeValue.fromS(value);
        });
    LOCAL.dynamo().putItem(put -> put.tableName("WebhookEndpoint").item(item));

    assertThatThrownBy(() -> table.find(endpoint.owner(), endpoint.id()))
        .isInstanceOf(CorruptItemException.class)
        .hasMessageContaining("the item anna we-1 of WebhookEndpoint cannot be read")
        .hasMessageContaining(attribute.equals("sources") ? "TELEPATHY" : attribute);
  }

  @Test
  void aCorruptItemHidesNoOtherEndpointOfItsOwner() {
    added("anna", "we-1");
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("WebhookEndpoint")
                .item(
                    Map.of(
                        "ownerId", AttributeValue.fromS("anna"),
                        "endpointId", AttributeValue.fromS("we-2"))));
    added("anna", "we-3");
    var seen = new ArrayList<String>();

    assertThatThrownBy(() ->
            table.forEach(EndpointOwner.of("anna"), endpoint -> seen.add(endpoint.id().value())))
        .isInstanceOf(CorruptItemException.class)
        .hasMessageContaining("anna we-2");
    assertThat(seen).containsExactly("we-1", "we-3");
    assertThat(table.count(EndpointOwner.of("anna"))).isEqualTo(3);
    table.remove(EndpointOwner.of("anna"), new EndpointId("we-2"));
    assertThat(table.count(EndpointOwner.of("anna"))).isEqualTo(2);
  }
}
