package ivs.recordings.handler.api.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookDelivery.Attempt;
import ivs.recordings.model.webhook.WebhookEndpoint;
import java.util.Set;
import java.util.function.Function;

/// Endpoints and deliveries as the API writes them. What is unknown is absent, and no secret is in
/// it.
final class WebhookJson {
  private WebhookJson() {}

  static ObjectNode of(WebhookEndpoint endpoint) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", endpoint.id().value());
    if (endpoint.owner() instanceof EndpointOwner.OfProfile(var profileId)) {
      json.put("profileId", profileId.value());
    }
    json.put("url", endpoint.url());
    put(json, "types", endpoint.filter().types(), type -> type);
    put(json, "profiles", endpoint.filter().profiles(), ProfileId::value);
    put(json, "sources", endpoint.filter().sources(), Source::name);
    json.put("enabled", endpoint.isEnabled());
    json.put("state", endpoint.state().name());
    json.put("createdAt", endpoint.createdAt().toString());
    json.put("version", endpoint.version());
    json.put("failures", endpoint.health().failures());
    endpoint.health().failingSince().ifPresent(since -> json.put("failingSince", since.toString()));
    json.put("waiting", endpoint.waiting().isPresent());
    return json;
  }

  private static <T> void put(
      ObjectNode json, String name, Set<T> values, Function<T, String> text) {
    var array = json.putArray(name);
    values.stream().map(text).sorted().forEach(array::add);
  }

  static ObjectNode of(WebhookDelivery delivery) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", id(delivery.key()));
    json.put("eventId", delivery.key().eventId());
    json.put("type", delivery.type());
    json.put("time", delivery.key().time().toString());
    delivery.recordingId().ifPresent(id -> json.put("recordingId", id.value()));
    json.put("state", delivery.state().name());
    json.put("attempts", delivery.attempts());
    delivery.nextAttemptAt().ifPresent(at -> json.put("nextAttemptAt", at.toString()));
    delivery.last().ifPresent(last -> put(json, last));
    return json;
  }

  private static void put(ObjectNode json, Attempt last) {
    json.put("attemptedAt", last.at().toString());
    json.put("result", last.result());
    last.status().ifPresent(status -> json.put("status", status));
    last.latency().ifPresent(latency -> json.put("latencyMs", latency.toMillis()));
    last.answer().ifPresent(answer -> json.put("answer", answer));
  }

  /// The id of a delivery in addresses: in the log's key is a character that cannot stand there.
  static String id(DeliveryKey key) {
    return key.value().replace('#', '~');
  }
}
