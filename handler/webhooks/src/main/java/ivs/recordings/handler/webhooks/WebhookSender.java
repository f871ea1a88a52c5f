package ivs.recordings.handler.webhooks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.QueueMessage;
import ivs.recordings.handler.runtime.SecretValues;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.handler.runtime.webhook.WebhookTask;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Deliver;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Notify;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Release;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Replay;
import ivs.recordings.handler.webhooks.DeliveryRun.Outcome;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointOwner.OfProfile;
import ivs.recordings.model.webhook.EndpointOwner.Operators;
import ivs.recordings.model.webhook.Notification;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import ivs.recordings.store.webhook.WebhookEndpointTable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Lambda's entry point, for the two queues of webhooks. A domain event becomes a row of the log
/// and a message for each endpoint that wants it; each of these messages is one delivery, with its
/// own retries. The messages of a batch are worked on at the same time, so that an endpoint that
/// hangs holds up none of them for longer than one attempt takes.
///
/// A message that is due later, or that failed, is reported in `batchItemFailures`; SQS delivers it
/// again, when it is due.
///
/// Configured by the environment: `WEBHOOK_ENDPOINT_TABLE`, `WEBHOOK_DELIVERY_TABLE`,
/// `WEBHOOK_QUEUE` and `WEBHOOK_SLOW_QUEUE` (URLs), `WEBHOOK_SECRET_PREFIX`, `RECORDING_BUS`,
/// `METRICS_NAMESPACE` (`IvsRecordings`), and what the SDK reads.
public final class WebhookSender
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LogManager.getLogger(WebhookSender.class);

  /// One call that fails to the last attempt, and the answer's way back.
  private static final Duration MARGIN = DynamoDbClients.CALL.plusSeconds(1);

  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final WebhookEndpointTable endpoints;
  private final WebhookDeliveryTable deliveries;
  private final WebhookQueues queues;
  private final DeliveryRun run;
  private final String metricsNamespace;
  private final Clock clock;

  /// What it calls.
  ///
  /// @param dynamo makes a client that the interceptor keeps from calls that would end too late, as
  ///   do the others
  /// @param secrets reads a secret by its name
  /// @param jitter from -1 to 1
  record Services(
      Function<DeadlineInterceptor, DynamoDbClient> dynamo,
      Function<DeadlineInterceptor, SqsClient> sqs,
      Function<DeadlineInterceptor, EventBridgeClient> events,
      UnaryOperator<String> secrets,
      WebhookGuard guard,
      AnswerTimeouts timeouts,
      DoubleSupplier jitter) {
    static Services of(Map<String, String> environment) {
      return new Services(
          DynamoDbClients::client,
          WebhookQueues::client,
          OperatorBus::client,
          SecretValues::read,
          WebhookGuard.of(environment),
          AnswerTimeouts.DEFAULT,
          () -> ThreadLocalRandom.current().nextDouble(-1, 1));
    }
  }

  /// As Lambda makes it.
  public WebhookSender() {
    this(System.getenv(), Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing
  public WebhookSender(Map<String, String> environment, Clock clock) {
    this(environment, Services.of(environment), clock);
  }

  /// As a test makes it.
  WebhookSender(Map<String, String> environment, Services services, Clock clock) {
    var dynamo = services.dynamo().apply(deadlines);
    this.endpoints = WebhookEndpointTable.of(dynamo, environment);
    this.deliveries = WebhookDeliveryTable.of(dynamo, environment, clock);
    this.queues = WebhookQueues.of(services.sqs().apply(deadlines), environment);
    this.run =
        new DeliveryRun(
            endpoints,
            deliveries,
            queues,
            new EndpointClient(services.guard()),
            new EndpointKeys(
                WebhookQueues.required(environment, "WEBHOOK_SECRET_PREFIX"), services.secrets()),
            new OperatorBus(
                services.events().apply(deadlines),
                WebhookQueues.required(environment, "RECORDING_BUS")),
            services.timeouts(),
            new AtomicBoolean(),
            services.jitter(),
            clock);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
  }

  /// Works on a batch.
  ///
  /// @throws IllegalArgumentException if this is no batch of SQS
  @Override
  public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
    var batch =
        QueueMessage.batch(
            Objects.requireNonNullElse(input, Map.<String, Object>of()), "WebhookQueue");
    deadlines.start(() -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
    var metrics = new ArrayList<EmbeddedMetrics>();
    var results = new LinkedHashMap<QueueMessage, Future<Boolean>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Of messages that say the same, one does what they ask for, and stays until it is done.
      var bodies = new HashSet<String>();
      for (var message : batch) {
        if (!bodies.add(message.body())) {
          continue;
        }
        var ofMessage = new EmbeddedMetrics(metricsNamespace);
        metrics.add(ofMessage);
        results.put(message, threads.submit(() -> isDone(message, ofMessage)));
      }
    }
    metrics.forEach(counted -> counted.write(clock.instant()));
    return Map.of(
        "batchItemFailures",
        results.entrySet().stream()
            .filter(message -> !isDone(message.getValue()))
            .map(message -> Map.of("itemIdentifier", message.getKey().id()))
            .toList());
  }

  private static boolean isDone(Future<Boolean> result) {
    return result.state() == Future.State.SUCCESS && result.resultNow();
  }

  /// Whether the message may be deleted.
  private boolean isDone(QueueMessage message, EmbeddedMetrics metrics) {
    try {
      return switch (outcome(message, metrics)) {
        case Outcome.Done _ -> true;
        case Outcome.Later(var pause) -> {
          queues.hide(message, pause);
          yield false;
        }
      };
    } catch (RuntimeException failed) { // Whatever it is, the others of the batch are done.
      metrics.count(Metric.WEBHOOK_FAULTS, 1);
      LOG.warn(
          new LogFields()
              .with("messageId", message.id())
              .with("effect", "failed")
              .with("fault", ErrorName.of(failed)));
      return false;
    }
  }

  private Outcome outcome(QueueMessage message, EmbeddedMetrics metrics) {
    return switch (WebhookTask.of(message.body())) {
      case Notify(var event) -> {
        announce(event);
        yield new Outcome.Done();
      }
      case Deliver task -> run.run(task, message, metrics);
      case Release(var owner, var endpointId) -> {
        endpoints.find(owner, endpointId).ifPresent(run::release);
        yield new Outcome.Done();
      }
      case Replay task -> {
        replay(task);
        yield new Outcome.Done();
      }
    };
  }

  /// The rows first, then the messages: an event that comes again finds its rows, and sends the
  /// messages of those that were never tried.
  private void announce(Notification event) {
    var corrupt = new ArrayList<CorruptItemException>();
    for (var owner : List.of(new OfProfile(event.profileId()), new Operators())) {
      try {
        endpoints.forEach(
            owner,
            endpoint -> {
              if (endpoint.wants(event)) {
                announce(endpoint, event);
              }
            });
      } catch (CorruptItemException unreadable) {
        corrupt.add(unreadable);
      }
    }
    if (!corrupt.isEmpty()) {
      throw corrupt.getFirst(); // The event comes again, for the endpoint that is corrupt now.
    }
  }

  private void announce(WebhookEndpoint endpoint, Notification event) {
    var delivery = deliveries.add(WebhookDelivery.of(endpoint, event));
    if (delivery.state() == DeliveryState.PENDING && delivery.attempts() == 0) {
      queues.send(
          List.of(new Deliver(endpoint.owner(), endpoint.id(), delivery.key(), false)),
          endpoint.health().isSlow());
    }
  }

  /// A part of the log, and a message for the rest of it.
  private void replay(Replay task) {
    var found = endpoints.find(task.owner(), task.endpointId());
    if (found.isEmpty()) {
      return;
    }
    var page = deliveries.since(task.endpointId(), task.since(), task.after(), DeliveryRun.PAGE);
    var permitted = page.deliveries().stream().filter(WebhookDelivery::isPermitted).toList();
    permitted.forEach(deliveries::restart);
    queues.send(
        permitted.stream()
            .map(delivery -> new Deliver(task.owner(), task.endpointId(), delivery.key(), false))
            .toList(),
        found.get().health().isSlow());
    page.next()
        .map(last -> new Replay(task.owner(), task.endpointId(), task.since(), Optional.of(last)))
        .ifPresent(rest -> queues.send(List.of(rest), false));
  }
}
