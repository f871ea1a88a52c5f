package ivs.recordings.handler.api.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.Numbers;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Deliver;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Replay;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/// The log of an endpoint, and what is sent to it at the request of its owner.
record DeliveryRoutes(
    WebhookRoutes routes, WebhookDeliveryTable deliveries, WebhookTasks tasks, Clock clock) {
  private static final int MOST_LISTED = 100;

  private static final int USUAL = 20;

  private static final String TEST = "webhook.test";

  Answer test(ApiRequest request) {
    var endpoint = enabled(request);
    var now = clock.instant();
    var body = JsonNodeFactory.instance.objectNode();
    body.put("type", TEST);
    body.put("timestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    body.putObject("data").put("endpointId", endpoint.id().value());
    var delivery =
        new WebhookDelivery(
            endpoint.owner(),
            endpoint.id(),
            DeliveryKey.of(now, "test-" + UUID.randomUUID()),
            TEST,
            Optional.empty(),
            Optional.empty(),
            body.toString(),
            DeliveryState.PENDING,
            0,
            Optional.empty(),
            Optional.empty());
    deliveries.add(delivery);
    return sent(delivery);
  }

  private Answer sent(WebhookDelivery delivery) {
    tasks.send(new Deliver(delivery.owner(), delivery.endpointId(), delivery.key(), true));
    return new Made(202, WebhookJson.of(delivery));
  }

  private WebhookEndpoint enabled(ApiRequest request) {
    var endpoint = routes.found(request);
    if (!endpoint.isEnabled()) {
      throw new RejectedRequestException(
          new Problem(
              409,
              "webhook-disabled",
              "The webhook is disabled.",
              "Enable it first: PATCH /v1/webhooks/{id} with {\"enabled\": true}."));
    }
    return endpoint;
  }

  Answer resend(ApiRequest request) {
    var endpoint = enabled(request);
    var delivery =
        WebhookRoutes.path(request, "delivery", DeliveryRoutes::key)
            .flatMap(key -> deliveries.find(endpoint.id(), key))
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    deliveries.restart(delivery);
    return sent(deliveries.find(endpoint.id(), delivery.key()).orElse(delivery));
  }

  private static DeliveryKey key(String id) {
    return new DeliveryKey(id.replace('~', '#'));
  }

  Answer replay(ApiRequest request) {
    var endpoint = enabled(request);
    var since = WebhookBody.since(request);
    tasks.send(new Replay(endpoint.owner(), endpoint.id(), since, Optional.empty()));
    return new Made(202, WebhookJson.of(endpoint));
  }

  Answer log(ApiRequest request) {
    var endpoint = routes.found(request);
    var limit =
        request
            .query("limit")
            .map(text ->
                Numbers.between(text, 1, MOST_LISTED)
                    .orElseThrow(
                        () -> WebhookBody.refused("limit must be from 1 to " + MOST_LISTED)))
            .orElse(USUAL);
    var page = deliveries.log(endpoint.id(), cursor(request), limit);
    var json = JsonNodeFactory.instance.objectNode();
    var items = json.putArray("items");
    page.deliveries().stream().map(WebhookJson::of).forEach(items::add);
    page.next().ifPresent(next -> json.put("nextCursor", WebhookJson.id(next)));
    return new Found(json);
  }

  /// The id of the last delivery of the page before. Within the log of an endpoint that the caller
  /// may see, none gives away anything.
  private static Optional<DeliveryKey> cursor(ApiRequest request) {
    try {
      return request.query("cursor").map(DeliveryRoutes::key);
    } catch (IllegalArgumentException unsound) {
      throw WebhookBody.refused("cursor is not that of a page");
    }
  }
}
