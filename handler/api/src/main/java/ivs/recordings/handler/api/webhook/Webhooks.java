package ivs.recordings.handler.api.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.Numbers;
import ivs.recordings.handler.api.http.Preconditions;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.runtime.webhook.EndpointSecret;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.handler.runtime.webhook.WebhookGuard.ForbiddenAddressException;
import ivs.recordings.handler.runtime.webhook.WebhookTask;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Deliver;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Release;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Replay;
import ivs.recordings.model.library.EntityTag;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointHealth;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.EventFilter;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.WebhookDeliveryTable;
import ivs.recordings.store.WebhookEndpointTable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/// All routes of webhooks. An owner has the endpoints of its profile; an operator those of
/// operators, and with `profileId` those of a profile. What is sent, and when, is up to
/// WebhookSender: these routes write rows and leave messages for it.
///
/// @param queueUrl of the queue of deliveries
/// @param secretPrefix of the names of secrets
public record Webhooks(
    WebhookEndpointTable endpoints,
    WebhookDeliveryTable deliveries,
    WebhookServices services,
    WebhookGuard guard,
    String queueUrl,
    String secretPrefix,
    Clock clock) {
  static final String COLLECTION = "/v1/webhooks";

  /// More is a fan-out that a receiver does better.
  private static final int MOST_ENDPOINTS = 20;

  private static final int MOST_LISTED = 100;
  private static final int USUAL = 20;
  private static final String TEST = "webhook.test";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// The routes of a stack; empty where it has no queue of them.
  public static Optional<Webhooks> of(
      Map<String, String> environment,
      DynamoDbClient dynamo,
      WebhookServices services,
      Clock clock) {
    var queue = environment.getOrDefault("WEBHOOK_QUEUE", "");
    if (queue.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new Webhooks(
            WebhookEndpointTable.of(dynamo, environment),
            WebhookDeliveryTable.of(dynamo, environment, clock),
            services,
            new WebhookGuard(WebhookGuard.of(environment).permitsLocal(), services.names()),
            queue,
            environment.getOrDefault("WEBHOOK_SECRET_PREFIX", ""),
            clock));
  }

  /// Whether a path is one of theirs.
  public static boolean isPath(String path) {
    return path.startsWith(COLLECTION);
  }

  /// Answers a request of one of them; empty for any other.
  public Optional<Answer> answer(ApiRequest request) {
    return switch (request.routeKey()) {
      case "GET /v1/webhooks" -> Optional.of(list(request));
      case "POST /v1/webhooks" -> Optional.of(add(request));
      case "GET /v1/webhooks/{id}" -> Optional.of(get(request));
      case "PATCH /v1/webhooks/{id}" -> Optional.of(change(request));
      case "DELETE /v1/webhooks/{id}" -> Optional.of(remove(request));
      case "POST /v1/webhooks/{id}/test" -> Optional.of(test(request));
      case "POST /v1/webhooks/{id}/rotate" -> Optional.of(rotate(request));
      case "POST /v1/webhooks/{id}/replay" -> Optional.of(replay(request));
      case "GET /v1/webhooks/{id}/deliveries" -> Optional.of(log(request));
      case "POST /v1/webhooks/{id}/deliveries/{delivery}/resend" -> Optional.of(resend(request));
      default -> Optional.empty();
    };
  }

  private static EndpointOwner owner(ApiRequest request) {
    try {
      return switch (request.caller()) {
        case Viewer.Owner(var profileId) -> new EndpointOwner.OfProfile(profileId);
        case Viewer.Operator _ ->
            request
                .query("profileId")
                .<EndpointOwner>map(id -> new EndpointOwner.OfProfile(new ProfileId(id)))
                .orElseGet(EndpointOwner.Operators::new);
      };
    } catch (IllegalArgumentException noProfile) {
      throw new RejectedRequestException(Problem.notFound());
    }
  }

  private WebhookEndpoint found(ApiRequest request) {
    return path(request, "id", EndpointId::new)
        .flatMap(id -> endpoints.find(owner(request), id))
        .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
  }

  /// What cannot be an id names nothing.
  private static <T> Optional<T> path(ApiRequest request, String name, Function<String, T> type) {
    try {
      return request.path(name).map(type);
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  private Answer list(ApiRequest request) {
    var json = JsonNodeFactory.instance.objectNode();
    var items = json.putArray("items");
    endpoints.of(owner(request)).stream().map(WebhookJson::of).forEach(items::add);
    return new Found(json);
  }

  private Answer get(ApiRequest request) {
    var endpoint = found(request);
    return Preconditions.found(request, WebhookJson.of(endpoint), tag(endpoint));
  }

  private EntityTag tag(WebhookEndpoint endpoint) {
    return EntityTag.of(endpoint.version(), endpoint.state(), clock.instant());
  }

  private Answer add(ApiRequest request) {
    var owner = owner(request);
    var body = WebhookBody.of(request);
    var url = body.url().orElseThrow(() -> WebhookBody.refused("url is missing"));
    check(url);
    var filter = body.filter(EventFilter.ALL);
    if (endpoints.of(owner).size() >= MOST_ENDPOINTS) {
      return new Problem(
          409,
          "too-many-webhooks",
          "There are too many webhooks.",
          "An owner has at most %d: remove one.".formatted(MOST_ENDPOINTS));
    }
    var isEnabled = body.enabled().orElse(true);
    var endpoint =
        new WebhookEndpoint(
            owner,
            new EndpointId("we-" + UUID.randomUUID()),
            url,
            filter,
            isEnabled ? EndpointState.ENABLED : EndpointState.DISABLED,
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            1,
            EndpointHealth.GOOD,
            Optional.empty());
    var secret = EndpointSecret.of(randomBytes());
    // The secret first: an endpoint without one could never be notified.
    try (var secrets = services.secrets().get()) {
      secrets.createSecret(create -> create.name(name(endpoint)).secretString(secret.json()));
    }
    endpoints.add(endpoint);
    return new Made(201, WebhookJson.of(endpoint).put("secret", secret.current()));
  }

  private void check(String url) {
    try {
      guard.addresses(guard.read(url));
    } catch (ForbiddenAddressException forbidden) {
      throw new RejectedRequestException(Problem.invalid(String.valueOf(forbidden.getMessage())));
    }
  }

  private static byte[] randomBytes() {
    var bytes = new byte[EndpointSecret.BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private String name(WebhookEndpoint endpoint) {
    return EndpointSecret.name(secretPrefix, endpoint.id());
  }

  private Answer change(ApiRequest request) {
    var before = found(request);
    Preconditions.check(request, before.version());
    var body = WebhookBody.of(request);
    body.url().ifPresent(this::check);
    var state = body.enabled().map(enabled -> enabled ? EndpointState.ENABLED : disabled(before));
    var changed =
        new WebhookEndpoint(
            before.owner(),
            before.id(),
            body.url().orElse(before.url()),
            body.filter(before.filter()),
            before.state(),
            before.createdAt(),
            before.version(),
            before.health(),
            before.waiting());
    var after = endpoints.change(changed, state);
    if (after.isEmpty()) {
      return Preconditions.stale();
    }
    if (after.get().isEnabled() && after.get().waiting().isPresent()) {
      send(new Release(before.owner(), before.id()));
    }
    return new Found(WebhookJson.of(after.get()), Optional.of(tag(after.get())));
  }

  /// Why it was disabled first is why it is.
  private static EndpointState disabled(WebhookEndpoint before) {
    return before.isEnabled() ? EndpointState.DISABLED : before.state();
  }

  private Answer remove(ApiRequest request) {
    var endpoint = found(request);
    Preconditions.check(request, endpoint.version());
    if (!endpoints.remove(endpoint)) {
      return Preconditions.stale();
    }
    try (var secrets = services.secrets().get()) {
      secrets.deleteSecret(
          delete -> delete.secretId(name(endpoint)).forceDeleteWithoutRecovery(true));
    } catch (ResourceNotFoundException gone) {
      // Then there is nothing to delete.
    }
    return new Found(WebhookJson.of(endpoint));
  }

  private Answer rotate(ApiRequest request) {
    var endpoint = found(request);
    var now = clock.instant();
    try (var secrets = services.secrets().get()) {
      var before =
          EndpointSecret.of(
              secrets.getSecretValue(get -> get.secretId(name(endpoint))).secretString());
      var after = before.rotated(randomBytes(), now);
      secrets.putSecretValue(put -> put.secretId(name(endpoint)).secretString(after.json()));
      var json = JsonNodeFactory.instance.objectNode();
      json.put("id", endpoint.id().value());
      json.put("secret", after.current());
      after.previous().ifPresent(old -> json.put("previousUntil", old.until().toString()));
      return new Found(json);
    }
  }

  private Answer test(ApiRequest request) {
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
    send(new Deliver(delivery.owner(), delivery.endpointId(), delivery.key(), true));
    return new Made(202, WebhookJson.of(delivery));
  }

  private void send(WebhookTask task) {
    try (var sqs = services.sqs().get()) {
      sqs.sendMessage(send -> send.queueUrl(queueUrl).messageBody(WebhookTask.body(task)));
    }
  }

  private WebhookEndpoint enabled(ApiRequest request) {
    var endpoint = found(request);
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

  private Answer resend(ApiRequest request) {
    var endpoint = enabled(request);
    var delivery =
        path(request, "delivery", Webhooks::key)
            .flatMap(key -> deliveries.find(endpoint.id(), key))
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    deliveries.restart(delivery);
    return sent(deliveries.find(endpoint.id(), delivery.key()).orElse(delivery));
  }

  private static DeliveryKey key(String id) {
    return new DeliveryKey(id.replace('~', '#'));
  }

  private Answer replay(ApiRequest request) {
    var endpoint = enabled(request);
    var since = WebhookBody.since(request);
    send(new Replay(endpoint.owner(), endpoint.id(), since, Optional.empty()));
    return new Made(202, WebhookJson.of(endpoint));
  }

  private Answer log(ApiRequest request) {
    var endpoint = found(request);
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
      return request.query("cursor").map(Webhooks::key);
    } catch (IllegalArgumentException unsound) {
      throw WebhookBody.refused("cursor is not that of a page");
    }
  }
}
