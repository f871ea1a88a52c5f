package ivs.recordings.handler.webhooks;

import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.QueueMessage;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Deliver;
import ivs.recordings.model.webhook.AttemptResult;
import ivs.recordings.model.webhook.AttemptResult.Answered;
import ivs.recordings.model.webhook.AttemptResult.TimedOut;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.RetrySchedule;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookDelivery.Attempt;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import ivs.recordings.store.webhook.WebhookEndpointTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// One delivery that is due. The row decides what its message means, so that a message that comes
/// twice, or after its sender was killed, does no more than was left to do. What an attempt led to
/// is written before the message is given back: first the row, then the endpoint, unless it is
/// gone.
///
/// @param isWarm whether this instance of the function has made an attempt
/// @param jitter from -1 to 1
record DeliveryRun(
    WebhookEndpointTable endpoints,
    WebhookDeliveryTable deliveries,
    WebhookQueues queues,
    EndpointClient client,
    EndpointKeys keys,
    OperatorBus bus,
    AnswerTimeouts timeouts,
    AtomicBoolean isWarm,
    DoubleSupplier jitter,
    Clock clock) {
  private static final Logger LOG = LogManager.getLogger(DeliveryRun.class);

  /// What becomes of a message.
  sealed interface Outcome {
    /// It is deleted.
    record Done() implements Outcome {}

    /// It comes again after a pause.
    record Later(Duration pause) implements Outcome {}
  }

  private static final Outcome DONE = new Outcome.Done();

  /// What an attempt is called whose delivery is moved to the queue of slow endpoints.
  private static final String SLOW = "slow";

  Outcome run(Deliver task, QueueMessage message, EmbeddedMetrics metrics) {
    var row = deliveries.find(task.endpointId(), task.key());
    var found = endpoints.find(task.owner(), task.endpointId());
    if (row.isEmpty() || found.isEmpty()) {
      return DONE; // Removed by the owner, or older than the log.
    }
    var delivery = row.get();
    var endpoint = found.get();
    if (!delivery.state().isOpen()) {
      return finished(delivery, endpoint);
    }
    if (!delivery.isPermitted()) {
      deliveries.mark(delivery, DeliveryState.SKIPPED);
      return DONE;
    }
    var now = clock.instant();
    var isForced = task.isForced() && delivery.attempts() == 0;
    if (!endpoint.isEnabled() || (!isForced && !isReady(endpoint, delivery))) {
      return waits(endpoint, delivery);
    }
    if (endpoint.health().isSlow() && !queues.isSlow(message)) {
      queues.send(List.of(task), true);
      return DONE;
    }
    var due = delivery.nextAttemptAt().filter(at -> at.isAfter(now));
    return due.isPresent()
        ? new Outcome.Later(Duration.between(now, due.get()))
        : attempt(task, delivery, endpoint, queues.isSlow(message), metrics);
  }

  private boolean isReady(WebhookEndpoint endpoint, WebhookDelivery delivery) {
    return endpoint.isEnabled() && !endpoint.health().mustWait(delivery.key(), clock.instant());
  }

  /// It is in the log, and delivered once the endpoint answers or is enabled again. Where that was
  /// just now, it was not seen to wait, and comes again at once.
  private Outcome waits(WebhookEndpoint endpoint, WebhookDelivery delivery) {
    endpoints.markWaiting(endpoint, delivery.key());
    deliveries.mark(delivery, DeliveryState.WAITING);
    return endpoints
        .find(endpoint.owner(), endpoint.id())
        .filter(current -> isReady(current, delivery))
        .<Outcome>map(_ -> new Outcome.Later(Duration.ZERO))
        .orElse(DONE);
  }

  private Outcome attempt(
      Deliver task,
      WebhookDelivery delivery,
      WebhookEndpoint endpoint,
      boolean mayTakeLong,
      EmbeddedMetrics metrics) {
    var at = clock.instant();
    // Those of its first batch begin together, and all of them are cold.
    var quick = timeouts.quick(isWarm.get());
    var result = send(delivery, endpoint, at, mayTakeLong ? timeouts.slow() : quick);
    if (result instanceof Answered || result instanceof TimedOut) {
      isWarm.set(true);
    }
    var isMoved = result instanceof TimedOut && !mayTakeLong;
    var word = isMoved ? SLOW : result.word();
    log(delivery, result, word);
    metrics.count(Metric.WEBHOOK_ATTEMPTS, 1, word);
    if (isMoved) {
      // No failure of the endpoint. It is asked once more, by instances that can wait.
      endpoints.slow(endpoint);
      queues.send(List.of(task), true);
      return DONE;
    }
    var attempt = Attempt.of(result, at);
    return switch (result.verdict()) {
      case DELIVERED -> {
        deliveries.attempted(delivery, attempt, DeliveryState.DELIVERED, Optional.empty());
        yield recovered(endpoint, result, quick);
      }
      case GONE -> {
        // The row last, which would end the message before the endpoint is disabled.
        disable(endpoint, EndpointState.GONE, metrics);
        deliveries.attempted(delivery, attempt, DeliveryState.FAILED, Optional.empty());
        yield DONE;
      }
      case FAILED -> {
        metrics.sample(
            Metric.WEBHOOK_UNDELIVERED_AGE,
            (double) Duration.between(delivery.key().time(), at).toMillis());
        yield failed(delivery, endpoint, attempt, result, metrics);
      }
    };
  }

  /// With a timestamp and a signature of this moment; the id and the body stay.
  private AttemptResult send(
      WebhookDelivery delivery, WebhookEndpoint endpoint, Instant now, Duration longest) {
    var id = delivery.key().eventId();
    var headers =
        Map.of(
            "webhook-id", id,
            "webhook-timestamp", Long.toString(now.getEpochSecond()),
            "webhook-signature", keys.signature(endpoint.id(), id, now, delivery.body()));
    return client.post(endpoint.url(), headers, delivery.body(), now, longest);
  }

  private Outcome recovered(WebhookEndpoint endpoint, AttemptResult result, Duration quick) {
    var wasQuick = result instanceof Answered answered && answered.latency().compareTo(quick) < 0;
    var isQuickAgain = endpoint.health().isSlow() && wasQuick;
    var current =
        endpoint.health().isGood() && !isQuickAgain
            ? endpoints.find(endpoint.owner(), endpoint.id())
            : endpoints.succeeded(endpoint, wasQuick);
    current.ifPresent(this::release);
    return DONE;
  }

  /// A message of a delivery that has ended: its sender may have been killed before it wrote of the
  /// endpoint.
  private Outcome finished(WebhookDelivery delivery, WebhookEndpoint endpoint) {
    if (delivery.state() != DeliveryState.DELIVERED) {
      return DONE;
    }
    var wasProbe = endpoint.health().probe().filter(delivery.key()::equals).isPresent();
    var current = wasProbe ? endpoints.succeeded(endpoint, false) : Optional.of(endpoint);
    current.ifPresent(this::release);
    return DONE;
  }

  /// Sends messages for the deliveries that wait, as far as they need not wait any more.
  void release(WebhookEndpoint endpoint) {
    var waiting = endpoint.waiting();
    if (waiting.isEmpty() || !endpoint.isEnabled() || endpoint.health().probe().isPresent()) {
      return;
    }
    var from = waiting.get().from().value();
    var page = deliveries.since(endpoint.id(), from, Optional.empty(), PAGE);
    while (true) { // Ends with the log, which holds 30 days.
      queues.send(
          page.deliveries().stream()
              .filter(delivery -> delivery.state() == DeliveryState.WAITING)
              .map(delivery -> new Deliver(endpoint.owner(), endpoint.id(), delivery.key(), false))
              .toList(),
          endpoint.health().isSlow());
      if (page.next().isEmpty()) {
        break;
      }
      page = deliveries.since(endpoint.id(), from, page.next(), PAGE);
    }
    endpoints.noneWaits(endpoint, waiting.get());
  }

  static final int PAGE = 100;

  private Outcome failed(
      WebhookDelivery delivery,
      WebhookEndpoint endpoint,
      Attempt attempt,
      AttemptResult result,
      EmbeddedMetrics metrics) {
    var now = clock.instant();
    var made = delivery.attempts() + 1;
    var retryAfter =
        result instanceof Answered answered ? answered.retryAfter() : Optional.<Duration>empty();
    var pause = RetrySchedule.pauseOfProbe(made, jitter.getAsDouble(), retryAfter);
    // Written first: when this message comes again, the row says when it is due.
    deliveries.attempted(delivery, attempt, DeliveryState.PENDING, Optional.of(now.plus(pause)));
    var counted = endpoints.failed(endpoint, now, result instanceof TimedOut);
    if (counted.isEmpty()) {
      return new Outcome.Later(pause); // Disabled or removed meanwhile: found out then.
    }
    var current = counted.get();
    if (current.health().isHopeless(now)) {
      disable(current, EndpointState.FAILING, metrics);
      return waits(current, delivery);
    }
    var probe = current.health().probeAfter(delivery.key(), now);
    if (probe.isPresent() && !probe.equals(current.health().probe())) {
      current =
          endpoints
              .probe(current, probe.get())
              .or(() -> endpoints.find(endpoint.owner(), endpoint.id()))
              .orElse(current);
    }
    var isProbe = current.health().probe().filter(delivery.key()::equals).isPresent();
    if (!isProbe && current.health().mustWait(delivery.key(), now)) {
      return waits(current, delivery);
    }
    if (!isProbe && RetrySchedule.pause(made, 0, retryAfter).isEmpty()) {
      deliveries.mark(delivery, DeliveryState.FAILED);
      return DONE;
    }
    return new Outcome.Later(pause);
  }

  /// The event first: an endpoint is never disabled without it.
  private void disable(WebhookEndpoint endpoint, EndpointState why, EmbeddedMetrics metrics) {
    bus.disabled(endpoint, why, clock.instant());
    if (endpoints.disable(endpoint, why).isPresent()) {
      metrics.count(Metric.WEBHOOKS_DISABLED, 1, why.name());
      LOG.error(
          new LogFields()
              .with("effect", "disabled")
              .with("endpointId", endpoint.id().value())
              .with("ownerId", endpoint.owner().word())
              .with("reason", why.name()));
    }
  }

  private static void log(WebhookDelivery delivery, AttemptResult result, String word) {
    var line =
        new LogFields()
            .with("endpointId", delivery.endpointId().value())
            .with("eventId", delivery.key().eventId())
            .with("event", delivery.type())
            .with("attempt", delivery.attempts() + 1)
            .with("effect", word);
    delivery.recordingId().ifPresent(id -> line.with("recordingId", id.value()));
    if (result instanceof Answered(var status, var latency, _, _)) {
      line.with("status", status).with("latency", latency.toMillis());
    }
    if (result.verdict() == AttemptResult.Verdict.DELIVERED) {
      LOG.info(line);
    } else {
      LOG.warn(line);
    }
  }
}
