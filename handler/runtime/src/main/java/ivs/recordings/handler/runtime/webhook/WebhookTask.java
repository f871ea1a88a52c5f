package ivs.recordings.handler.runtime.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.Notification;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// A message of the queues of webhooks: a domain event in EventBridge's envelope, or one of ours,
/// `{"task": …}`.
public sealed interface WebhookTask {
  /// An event that all endpoints are to be notified of that want it.
  record Notify(Notification event) implements WebhookTask {}

  /// A delivery is due.
  ///
  /// @param isForced whether it is tried although others are tried in its place: a person asked
  record Deliver(EndpointOwner owner, EndpointId endpointId, DeliveryKey key, boolean isForced)
      implements WebhookTask {}

  /// Deliveries that wait for an endpoint wait no more.
  record Release(EndpointOwner owner, EndpointId endpointId) implements WebhookTask {}

  /// All of a log from a time on is sent again.
  ///
  /// @param since a time of fixed width
  /// @param after where the part before ended
  record Replay(
      EndpointOwner owner, EndpointId endpointId, String since, Optional<DeliveryKey> after)
      implements WebhookTask {}

  /// As a message of a queue; a domain event comes from the bus alone.
  static String body(WebhookTask task) {
    return switch (task) {
      case Notify _ -> throw new IllegalArgumentException("domain events come from the bus");
      case Deliver(var owner, var endpointId, var key, var isForced) ->
          json("deliver", owner, endpointId)
              .put("key", key.value())
              .put("forced", isForced)
              .toString();
      case Release(var owner, var endpointId) -> json("release", owner, endpointId).toString();
      case Replay(var owner, var endpointId, var since, var after) -> {
        var json = json("replay", owner, endpointId).put("since", since);
        after.ifPresent(key -> json.put("after", key.value()));
        yield json.toString();
      }
    };
  }

  private static ObjectNode json(String task, EndpointOwner owner, EndpointId endpointId) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("task", task)
        .put("ownerId", owner.word())
        .put("endpointId", endpointId.value());
  }

  /// Reads a message.
  ///
  /// @throws UnsoundFieldException if it is none of them
  static WebhookTask of(String body) {
    var fields = JsonFields.parse("The message", body);
    var task = fields.maybeText("task");
    return task.isEmpty()
        ? new Notify(notification(fields))
        : switch (task.get()) {
          case "deliver" ->
              new Deliver(
                  owner(fields),
                  endpoint(fields),
                  read(fields, "key", DeliveryKey::new),
                  fields.object().path("forced").asBoolean());
          case "release" -> new Release(owner(fields), endpoint(fields));
          case "replay" ->
              new Replay(
                  owner(fields),
                  endpoint(fields),
                  fields.text("since"),
                  fields.maybeText("after").map(_ -> read(fields, "after", DeliveryKey::new)));
          default -> throw new UnsoundFieldException("task", "The field task is unknown.");
        };
  }

  private static EndpointOwner owner(JsonFields fields) {
    return read(fields, "ownerId", EndpointOwner::of);
  }

  private static EndpointId endpoint(JsonFields fields) {
    return read(fields, "endpointId", EndpointId::new);
  }

  private static Notification notification(JsonFields fields) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("type", fields.text("detail.type"));
    detail.put("timestamp", fields.text("detail.timestamp"));
    detail.set("data", fields.object().path("detail").path("data"));
    return new Notification(
        fields.text("detail.id"),
        fields.text("detail.type"),
        read(fields, "detail.timestamp", Instant::parse),
        read(fields, "detail.data.recordingId", RecordingId::new),
        read(fields, "detail.data.profileId", ProfileId::new),
        read(fields, "detail.data.source", Source::valueOf),
        detail.toString());
  }

  private static <T> T read(JsonFields fields, String path, Function<String, T> type) {
    try {
      return type.apply(fields.text(path));
    } catch (IllegalArgumentException | DateTimeException unsound) {
      throw new UnsoundFieldException(path, "The field %s is not sound.".formatted(path));
    }
  }
}
