package ivs.recordings.handler.api.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.Preconditions;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.runtime.webhook.EndpointSecret;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.handler.runtime.webhook.WebhookGuard.ForbiddenAddressException;
import ivs.recordings.handler.runtime.webhook.WebhookTask.Release;
import ivs.recordings.model.library.EntityTag;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.webhook.EndpointHealth;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.EventFilter;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.webhook.WebhookEndpointTable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/// The endpoints of a caller. An owner has those of its profile; an operator those of operators,
/// and with `profileId` those of a profile.
record WebhookRoutes(
    WebhookEndpointTable endpoints,
    WebhookServices services,
    WebhookGuard guard,
    WebhookTasks tasks,
    String secretPrefix,
    Clock clock) {
  /// More is a fan-out that a receiver does better.
  private static final int MOST_ENDPOINTS = 20;

  /// No tag names it.
  private static final long UNKNOWN_VERSION = -1;

  private static final SecureRandom RANDOM = new SecureRandom();

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

  /// The endpoint that a request names.
  ///
  /// @throws RejectedRequestException with 404, also where it is another owner's
  WebhookEndpoint found(ApiRequest request) {
    return path(request, "id", EndpointId::new)
        .flatMap(id -> endpoints.find(owner(request), id))
        .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
  }

  /// What cannot be an id names nothing.
  static <T> Optional<T> path(ApiRequest request, String name, Function<String, T> type) {
    try {
      return request.path(name).map(type);
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  /// One that cannot be read is left out, and named in the log.
  Answer list(ApiRequest request) {
    var json = JsonNodeFactory.instance.objectNode();
    var items = json.putArray("items");
    try {
      endpoints.forEach(owner(request), endpoint -> items.add(WebhookJson.of(endpoint)));
    } catch (CorruptItemException unreadable) {
      AccessLog.unreadable(unreadable);
    }
    return new Found(json);
  }

  Answer get(ApiRequest request) {
    var endpoint = found(request);
    return Preconditions.found(request, WebhookJson.of(endpoint), tag(endpoint));
  }

  private EntityTag tag(WebhookEndpoint endpoint) {
    return EntityTag.of(endpoint.version(), endpoint.state(), clock.instant());
  }

  Answer add(ApiRequest request) {
    var owner = owner(request);
    var body = WebhookBody.of(request);
    var url = body.url().orElseThrow(() -> WebhookBody.refused("url is missing"));
    check(url);
    var filter = body.filter(EventFilter.ALL);
    if (endpoints.count(owner) >= MOST_ENDPOINTS) {
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

  Answer change(ApiRequest request) {
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
      tasks.send(new Release(before.owner(), before.id()));
    }
    return new Found(WebhookJson.of(after.get()), Optional.of(tag(after.get())));
  }

  /// Why it was disabled first is why it is.
  private static EndpointState disabled(WebhookEndpoint before) {
    return before.isEnabled() ? EndpointState.DISABLED : before.state();
  }

  Answer remove(ApiRequest request) {
    WebhookEndpoint endpoint;
    try {
      endpoint = found(request);
    } catch (CorruptItemException unreadable) {
      return removeUnreadable(request);
    }
    Preconditions.check(request, endpoint.version());
    if (!endpoints.remove(endpoint)) {
      return Preconditions.stale();
    }
    deleteSecret(endpoint.id());
    return new Found(WebhookJson.of(endpoint));
  }

  /// Its version is unknown, so that only `If-Match: *` names it.
  private Answer removeUnreadable(ApiRequest request) {
    Preconditions.check(request, UNKNOWN_VERSION);
    var id = new EndpointId(request.path("id").orElseThrow());
    endpoints.remove(owner(request), id);
    deleteSecret(id);
    return new Found(JsonNodeFactory.instance.objectNode().put("id", id.value()));
  }

  private void deleteSecret(EndpointId id) {
    try (var secrets = services.secrets().get()) {
      secrets.deleteSecret(delete ->
          delete.secretId(EndpointSecret.name(secretPrefix, id)).forceDeleteWithoutRecovery(true));
    } catch (ResourceNotFoundException gone) {
      // Then there is nothing to delete.
    }
  }

  Answer rotate(ApiRequest request) {
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
      json.put("previousUntil", after.previous().getFirst().until().toString());
      return new Found(json);
    }
  }
}
