package ivs.recordings.handler.api.webhook;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import ivs.recordings.store.webhook.WebhookEndpointTable;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// All routes of webhooks. What is sent, and when, is up to WebhookSender: these routes write rows
/// and leave messages for it.
public record Webhooks(WebhookRoutes endpoints, DeliveryRoutes deliveries) {
  static final String COLLECTION = "/v1/webhooks";

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
    var tasks = new WebhookTasks(services, queue);
    var routes =
        new WebhookRoutes(
            WebhookEndpointTable.of(dynamo, environment),
            services,
            new WebhookGuard(WebhookGuard.of(environment).permitsLocal(), services.names()),
            tasks,
            environment.getOrDefault("WEBHOOK_SECRET_PREFIX", ""),
            clock);
    return Optional.of(
        new Webhooks(
            routes,
            new DeliveryRoutes(
                routes, WebhookDeliveryTable.of(dynamo, environment, clock), tasks, clock)));
  }

  /// Whether a path is one of theirs.
  public static boolean isPath(String path) {
    return path.startsWith(COLLECTION);
  }

  /// Answers a request of one of them; empty for any other.
  public Optional<Answer> answer(ApiRequest request) {
    return switch (request.routeKey()) {
      case "GET /v1/webhooks" -> Optional.of(endpoints.list(request));
      case "POST /v1/webhooks" -> Optional.of(endpoints.add(request));
      case "GET /v1/webhooks/{id}" -> Optional.of(endpoints.get(request));
      case "PATCH /v1/webhooks/{id}" -> Optional.of(endpoints.change(request));
      case "DELETE /v1/webhooks/{id}" -> Optional.of(endpoints.remove(request));
      case "POST /v1/webhooks/{id}/test" -> Optional.of(deliveries.test(request));
      case "POST /v1/webhooks/{id}/rotate" -> Optional.of(endpoints.rotate(request));
      case "POST /v1/webhooks/{id}/replay" -> Optional.of(deliveries.replay(request));
      case "GET /v1/webhooks/{id}/deliveries" -> Optional.of(deliveries.log(request));
      case "POST /v1/webhooks/{id}/deliveries/{delivery}/resend" ->
          Optional.of(deliveries.resend(request));
      default -> Optional.empty();
    };
  }
}
