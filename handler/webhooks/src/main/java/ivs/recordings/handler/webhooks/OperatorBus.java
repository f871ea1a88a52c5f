package ivs.recordings.handler.webhooks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.handler.runtime.ServiceClients;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.WebhookEndpoint;
import java.time.Instant;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// Tells operators, on the bus of domain events, that an endpoint was disabled. The source is
/// another one than that of recordings, so that no consumer of those sees it.
///
/// @param bus its name
record OperatorBus(EventBridgeClient client, String bus) {
  static final String SOURCE = "ivs.recordings.webhooks";
  static final String DISABLED = "webhook.disabled";

  static EventBridgeClient client(ExecutionInterceptor interceptor) {
    return ServiceClients.client(EventBridgeClient.builder(), interceptor);
  }

  /// The endpoint is disabled after this: the event may come twice, and is never lost.
  ///
  /// @throws WebhookQueues.NotSentException if the bus did not take it
  void disabled(WebhookEndpoint endpoint, EndpointState why, Instant now) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("id", "%s-%d-%s".formatted(endpoint.id().value(), endpoint.version(), why.name()));
    detail.put("type", DISABLED);
    detail.put("timestamp", now.toString());
    var data = detail.putObject("data");
    data.put("endpointId", endpoint.id().value());
    data.put("ownerId", endpoint.owner().word());
    data.put("reason", why.name());
    endpoint.health().failingSince().ifPresent(since -> data.put("failingSince", since.toString()));
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(bus)
            .source(SOURCE)
            .detailType(DISABLED)
            .time(now)
            .detail(detail.toString())
            .build();
    var answer = client.putEvents(put -> put.entries(entry));
    if (answer.failedEntryCount() != null && answer.failedEntryCount() > 0) {
      throw new WebhookQueues.NotSentException("the bus refused " + DISABLED);
    }
  }
}
