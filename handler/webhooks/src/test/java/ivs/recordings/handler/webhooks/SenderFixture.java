package ivs.recordings.handler.webhooks;

import ivs.recordings.handler.runtime.webhook.EndpointSecret;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointHealth;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.EventFilter;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import ivs.recordings.store.webhook.WebhookEndpointTable;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The function with its tables, queues and a bus, in the time of a test.
final class SenderFixture {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /// Long enough for receivers on a busy machine.
  private static final AnswerTimeouts TIMEOUTS =
      new AnswerTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(3500));

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "WEBHOOK_ENDPOINT_TABLE", "WebhookEndpoint",
          "WEBHOOK_DELIVERY_TABLE", "WebhookDelivery",
          "WEBHOOK_QUEUE", ScriptedQueues.URL,
          "WEBHOOK_SLOW_QUEUE", ScriptedQueues.SLOW_URL,
          "WEBHOOK_SECRET_PREFIX", "test-webhook-",
          "RECORDING_BUS", "RecordingBus");

  final ScriptedQueues queues = new ScriptedQueues(NOON);
  final WebhookEndpointTable endpoints;
  final WebhookDeliveryTable deliveries;
  final List<PutEventsRequestEntry> told = new CopyOnWriteArrayList<>();
  private final LocalTables local;
  private final WebhookGuard guard;
  private final AnswerTimeouts timeouts;
  EndpointSecret secret = new EndpointSecret(KEY, List.of());
  WebhookSender sender;

  SenderFixture(LocalTables local) {
    this(local, TIMEOUTS);
  }

  SenderFixture(LocalTables local, AnswerTimeouts timeouts) {
    this(local, new WebhookGuard(true, InetAddress::getAllByName), timeouts);
  }

  SenderFixture(LocalTables local, WebhookGuard guard) {
    this(local, guard, TIMEOUTS);
  }

  private SenderFixture(LocalTables local, WebhookGuard guard, AnswerTimeouts timeouts) {
    this.local = local;
    this.guard = guard;
    this.timeouts = timeouts;
    this.endpoints = new WebhookEndpointTable(local.dynamo(), "WebhookEndpoint");
    this.deliveries = new WebhookDeliveryTable(local.dynamo(), "WebhookDelivery", queues.clock());
    this.sender = sender(local.dynamo(), queues);
  }

  /// Another instance of the function, with clients of its own.
  WebhookSender sender(DynamoDbClient dynamo, SqsClient sqs) {
    return new WebhookSender(
        ENVIRONMENT,
        new WebhookSender.Services(
            _ -> dynamo, _ -> sqs, _ -> new Bus(), _ -> secret.json(), guard, timeouts, () -> 0),
        queues.clock());
  }

  private final class Bus implements EventBridgeClient {
    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
      told.addAll(request.entries());
      return PutEventsResponse.builder().failedEntryCount(0).build();
    }

    @Override
    public String serviceName() {
      return "events";
    }

    @Override
    public void close() {}
  }

  WebhookEndpoint endpoint(String owner, String id, String url) {
    return endpoint(owner, id, url, EventFilter.ALL);
  }

  WebhookEndpoint endpoint(String owner, String id, String url, EventFilter filter) {
    var endpoint =
        new WebhookEndpoint(
            EndpointOwner.of(owner),
            new EndpointId(id),
            url,
            filter,
            EndpointState.ENABLED,
            NOON,
            1,
            EndpointHealth.GOOD,
            Optional.empty());
    endpoints.add(endpoint);
    return endpoint;
  }

  WebhookEndpoint now(WebhookEndpoint endpoint) {
    return endpoints.find(endpoint.owner(), endpoint.id()).orElseThrow();
  }

  List<WebhookDelivery> log(WebhookEndpoint endpoint) {
    return deliveries.log(endpoint.id(), Optional.empty(), 100).deliveries();
  }

  List<DeliveryState> states(WebhookEndpoint endpoint) {
    return log(endpoint).stream().map(WebhookDelivery::state).toList();
  }

  /// A domain event as the bus hands it to the queue.
  void event(String id, String type, String profile) {
    queues.put(
        """
        {"version": "0", "source": "ivs.recordings", "detail-type": "%s",
         "detail": {"id": "%s", "type": "%s", "timestamp": "2026-11-20T11:59:58Z",
          "data": {"recordingId": "r-%s", "version": 3, "profileId": "%s", "source": "UPLOAD"}}}
        """
            .formatted(type, id, type, id, new ProfileId(profile).value()));
  }

  void event(String id) {
    event(id, "recording.available", "anna");
  }

  void drain() {
    queues.drain((batch, context) -> Optional.of(sender.handleRequest(batch, context)));
  }

  void advance(Duration span) {
    queues.advance(span, (batch, context) -> Optional.of(sender.handleRequest(batch, context)));
  }

  LocalTables local() {
    return local;
  }
}
