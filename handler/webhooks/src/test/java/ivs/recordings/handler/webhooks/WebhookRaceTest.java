package ivs.recordings.handler.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.LocalTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// What happens between two calls of the sender, and what must not hold up others.
final class WebhookRaceTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private final SenderFixture system = new SenderFixture(LOCAL);
  private final LocalReceiver receiver = open();

  private static LocalReceiver open() {
    try {
      return new LocalReceiver();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  /// Does something once, right before a row of a table is updated.
  private static DynamoDbClient before(String table, Runnable action) {
    var once = new AtomicReference<>(action);
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (proxy, method, arguments) -> {
              if (arguments[0] instanceof Consumer) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              if (arguments[0] instanceof UpdateItemRequest update
                  && update.tableName().equals(table)) {
                Optional.ofNullable(once.getAndSet(null)).ifPresent(Runnable::run);
              }
              try {
                return method.invoke(LOCAL.dynamo(), arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private void enable(WebhookEndpoint endpoint) {
    system.endpoints.change(system.now(endpoint), Optional.of(EndpointState.ENABLED)).orElseThrow();
  }

  /// When it is enabled nothing waits yet, so that nothing is released.
  @Test
  void aDeliveryThatBeginsToWaitWhileItsEndpointIsEnabledIsDelivered() {
    receiver.answers(500);
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.drain();
    receiver.answers(200);
    system.endpoints.disable(system.now(endpoint), EndpointState.DISABLED);

    system.sender = system.sender(before("WebhookEndpoint", () -> enable(endpoint)), system.queues);
    system.advance(Duration.ofMinutes(10));

    assertThat(system.states(endpoint)).containsExactly(DeliveryState.DELIVERED);
    assertThat(system.queues.waiting()).isEmpty();
  }

  @Test
  void aDeliveryWhoseEndpointIsDisabledWaitsUntilItIsEnabled() {
    receiver.answers(500);
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.drain();
    receiver.answers(200);
    system.endpoints.disable(system.now(endpoint), EndpointState.DISABLED);

    system.advance(Duration.ofMinutes(10));

    assertThat(system.states(endpoint)).containsExactly(DeliveryState.WAITING);
    assertThat(system.now(endpoint).waiting()).isPresent();
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void anEndpointThatCannotBeReadHoldsUpNoOther() {
    var own = system.endpoint("anna", "we-2", receiver.url());
    var operators = system.endpoint("*", "we-3", receiver.url());
    corrupt("anna", "we-1");
    corrupt("*", "we-1");

    system.event("e1");
    system.drain();

    assertThat(system.states(own)).containsExactly(DeliveryState.DELIVERED);
    assertThat(system.states(operators)).containsExactly(DeliveryState.DELIVERED);
    assertThat(system.queues.waiting()).as("it comes again for the others").hasSize(1);
    system.advance(Duration.ofHours(1));
    assertThat(receiver.received()).as("no more than once each").hasSize(2);
  }

  private static void corrupt(String owner, String id) {
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("WebhookEndpoint")
                .item(
                    Map.of(
                        "ownerId", AttributeValue.fromS(owner),
                        "endpointId", AttributeValue.fromS(id))));
  }

  /// An answer that takes longer than others can wait is asked for once more, and is no failure.
  @Test
  void anEndpointThatTakesLongIsAskedAgainFromTheOtherQueue() {
    receiver.reacts(exchange -> {
      pause(Duration.ofMillis(2400));
      LocalReceiver.answer(exchange, 200, "");
    });
    var endpoint = system.endpoint("anna", "we-1", receiver.url());

    system.event("e1");
    system.drain();

    assertThat(receiver.received())
        .extracting(request -> request.header("webhook-id"))
        .containsExactly("e1", "e1");
    var logged = system.log(endpoint).getFirst();
    assertThat(logged.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(logged.attempts()).isEqualTo(1);
    assertThat(system.now(endpoint).health().failures()).isZero();
    assertThat(system.now(endpoint).health().isSlow()).isTrue();

    system.event("e2");
    system.drain();
    assertThat(receiver.received()).as("it is known to be slow").hasSize(3);

    receiver.answers(200);
    system.event("e3");
    system.drain();
    assertThat(system.now(endpoint).health().isSlow()).as("it is quick again").isFalse();
    assertThat(receiver.received()).hasSize(4);
  }

  private static void pause(Duration span) {
    try {
      Thread.sleep(span);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whateverFailsIsReportedAndItsNeighboursAreDone() {
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.event("e2");

    system.sender =
        system.sender(
            before(
                "WebhookDelivery",
                () -> {
                  throw new UnsupportedOperationException("unheard of");
                }),
            system.queues);
    system.drain();
    assertThat(system.states(endpoint))
        .containsExactlyInAnyOrder(DeliveryState.DELIVERED, DeliveryState.PENDING);

    system.advance(Duration.ofHours(1));
    assertThat(system.states(endpoint)).containsOnly(DeliveryState.DELIVERED);
  }
}
