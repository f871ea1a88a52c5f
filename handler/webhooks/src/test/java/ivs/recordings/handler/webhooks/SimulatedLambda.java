package ivs.recordings.handler.webhooks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/// As many warm instances of the function as the template permits, in simulated time: each takes a
/// batch when it is free, and is free again when the slowest message of the batch is done. What an
/// attempt that is not answered leads to is seen by no instance before its time is over.
final class SimulatedLambda {
  private static final Map<String, Integer> INSTANCES =
      Map.of("WebhookQueue", 5, "WebhookSlowQueue", 2);

  private static final Map<String, Duration> LONGEST =
      Map.of(
          "WebhookQueue", AnswerTimeouts.DEFAULT.usual(),
          "WebhookSlowQueue", AnswerTimeouts.DEFAULT.slow());

  /// What a batch takes that every endpoint answers.
  private static final Duration USUAL = Duration.ofMillis(100);

  /// What the sender knows of an endpoint by its attempts.
  private static final Set<String> LEARNED =
      Set.of("slow", "failures", "failingSince", "lastFailureAt", "probe");

  private final SenderFixture system;
  private final WebhookSender sender;
  private final LocalReceiver hanging;
  private final Map<String, Instant> arrived = new ConcurrentHashMap<>();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();
  private Instant learnedAt = Instant.MAX;

  /// An instance of the function.
  private static final class Instance {
    private final String queue;
    private Instant freeAt;

    private Instance(String queue, Instant freeAt) {
      this.queue = queue;
      this.freeAt = freeAt;
    }
  }

  /// @param measured the receiver whose delays are of interest
  /// @param hanging one that answers nothing
  SimulatedLambda(SenderFixture system, LocalReceiver measured, LocalReceiver hanging) {
    this.system = system;
    this.hanging = hanging;
    this.sender = system.sender(delayed(system.local().dynamo()), system.queues);
    measured.reacts(exchange -> {
      var id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
      delays.putIfAbsent(id, Duration.between(arrived.get(id), now()));
      LocalReceiver.answer(exchange, 204, "");
    });
  }

  /// A client that does not show yet what has not happened yet.
  private DynamoDbClient delayed(DynamoDbClient real) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (proxy, method, arguments) -> {
              // Paginators, and requests that a consumer builds, end in calls with a request.
              if (arguments[0] instanceof Consumer || method.getName().endsWith("Paginator")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              try {
                return switch (method.invoke(real, arguments)) {
                  case GetItemResponse found when found.hasItem() ->
                      found.toBuilder().item(known(found.item())).build();
                  case QueryResponse found ->
                      found.toBuilder()
                          .items(found.items().stream().map(this::known).toList())
                          .build();
                  case Object other -> other;
                };
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private Map<String, AttributeValue> known(Map<String, AttributeValue> item) {
    if (!now().isBefore(learnedAt)) {
      return item;
    }
    var before = new HashMap<>(item);
    before.keySet().removeAll(LEARNED);
    return before;
  }

  private Instant now() {
    return system.queues.clock().instant();
  }

  /// Lets events arrive, and goes on until the measured receiver has all of them.
  ///
  /// @param arrivals when each arrives
  /// @return how long after its arrival each came
  List<Duration> delays(List<Duration> arrivals) {
    var begin = now();
    var instances = new ArrayList<Instance>();
    INSTANCES.forEach((queue, number) ->
        Stream.generate(() -> new Instance(queue, begin)).limit(number).forEach(instances::add));
    var coming = new ArrayList<>(arrivals.stream().map(begin::plus).toList());
    while (delays.size() < arrivals.size()) {
      var next = instances.stream().min(Comparator.comparing(this::turn)).orElseThrow();
      if (!coming.isEmpty() && !coming.getFirst().isAfter(turn(next))) {
        var id = "e" + arrived.size();
        system.queues.at(coming.removeFirst());
        arrived.put(id, now());
        system.event(id);
      } else {
        system.queues.at(turn(next));
        work(next);
      }
    }
    return List.copyOf(delays.values());
  }

  /// When an instance is free and has something to do.
  private Instant turn(Instance instance) {
    var next = system.queues.next(instance.queue).orElse(Instant.MAX);
    return next.isAfter(instance.freeAt) ? next : instance.freeAt;
  }

  private void work(Instance instance) {
    var batch = system.queues.take(instance.queue);
    var before = hanging.received().size();
    var answer = sender.handleRequest(ScriptedQueues.event(batch), ScriptedQueues.context());
    system.queues.finish(batch, answer);
    var isHeldUp = hanging.received().size() > before;
    instance.freeAt = now().plus(isHeldUp ? LONGEST.getOrDefault(instance.queue, USUAL) : USUAL);
    if (isHeldUp && learnedAt.equals(Instant.MAX)) {
      learnedAt = instance.freeAt;
    }
  }
}
