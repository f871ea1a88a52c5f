package ivs.recordings.handler.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.LocalTables;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The function is killed before and after each of its calls, some calls further with each round.
/// Whatever the moment, each event is delivered to each endpoint at least once, and logged as that.
///
/// The profile `soak` plays every call, other builds one in seven, from one that a seed draws:
/// `-Dkill.seed=`.
final class WebhookKillTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  /// More steps than three events and two endpoints take, and fewer.
  private static final int MOST_STEPS = 400;

  private static final int FEWEST_STEPS = 40;

  /// Of so many calls one is played; an odd number, because each has a step before and one after
  /// it.
  private static final int ONE_IN = Math.min(7, Integer.getInteger("soak.oneIn", 16));

  /// The instance is gone: nothing that it was about to do happens.
  private static final class KilledError extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// Counts the calls of all clients, before and after each, and dies at one of them.
  private static final class Doom {
    private final int step;
    private final AtomicInteger steps = new AtomicInteger();

    private Doom(int step) {
      this.step = step;
    }

    boolean isDead() {
      return steps.get() >= step;
    }

    private void step() {
      if (steps.incrementAndGet() >= step) {
        throw new KilledError();
      }
    }

    <T> T client(Class<T> type, T real) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) -> {
                step();
                var answer = call(real, method, arguments);
                step();
                return answer;
              }));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
      try {
        return method.invoke(real, arguments);
      } catch (InvocationTargetException failed) {
        throw failed.getCause();
      }
    }
  }

  @Test
  void aKilledSenderLosesNoDelivery() throws Exception {
    var seed = Long.getLong("kill.seed", System.nanoTime());
    System.out.printf("Kill: -Dkill.seed=%d, one call in %d%n", seed, ONE_IN);
    var step = 1 + new Random(seed).nextInt(ONE_IN);
    while (step < MOST_STEPS && isKilledAt(step)) {
      step += ONE_IN;
    }
    assertThat(step).isBetween(FEWEST_STEPS, MOST_STEPS - 1);
  }

  private static boolean isKilledAt(int step) throws Exception {
    LOCAL.empty();
    var system = new SenderFixture(LOCAL);
    try (var good = new LocalReceiver();
        var down = new LocalReceiver().answers(500);
        var gone = new LocalReceiver().answers(410)) {
      var endpoints =
          List.of(
              system.endpoint("anna", "we-1", good.url()),
              system.endpoint("*", "we-2", down.url()));
      var ended = system.endpoint("anna", "we-3", gone.url());
      var doom = new Doom(step);
      var doomed =
          system.sender(
              doom.client(DynamoDbClient.class, LOCAL.dynamo()),
              doom.client(SqsClient.class, system.queues));
      for (var event = 1; event <= 3; event++) {
        system.event("e" + event);
      }
      ScriptedQueues.Function function =
          (batch, context) -> call(system, doomed, doom, batch, context);
      // Long enough for the endpoint to fail five times in a row, so that deliveries wait.
      system.queues.advance(Duration.ofHours(1), function);
      down.answers(200);
      system.queues.advance(Duration.ofHours(20), function);

      for (var event = 1; event <= 3; event++) {
        assertReceived(good, "e" + event, step);
        assertReceived(down, "e" + event, step);
      }
      for (WebhookEndpoint endpoint : endpoints) {
        assertThat(system.states(endpoint))
            .as("killed at step %d", step)
            .hasSize(3)
            .containsOnly(DeliveryState.DELIVERED);
      }
      assertThat(system.states(ended)).as("killed at step %d", step).hasSize(3);
      assertThat(system.now(ended).state())
          .as("killed at step %d", step)
          .isEqualTo(EndpointState.GONE);
      assertThat(system.told).as("killed at step %d", step).isNotEmpty();
      assertThat(system.queues.waiting()).as("killed at step %d", step).isEmpty();
      return doom.isDead();
    }
  }

  /// By the doomed instance as long as it lives, and by another one after that.
  private static Optional<Map<String, Object>> call(
      SenderFixture system,
      WebhookSender doomed,
      Doom doom,
      Map<String, Object> batch,
      Context context) {
    if (doom.isDead()) {
      return Optional.of(system.sender.handleRequest(batch, context));
    }
    var answer = doomed.handleRequest(batch, context);
    return doom.isDead() ? Optional.empty() : Optional.of(answer);
  }

  private static void assertReceived(LocalReceiver receiver, String id, int step) {
    assertThat(receiver.received())
        .as("killed at step %d", step)
        .anyMatch(request -> request.header("webhook-id").equals(id));
  }
}
