package ivs.recordings.model.webhook;

import java.time.Instant;
import java.util.Optional;

/// An address that is notified of events.
///
/// @param url as its owner gave it; it is read again before each attempt
/// @param version one more with each change that its owner makes
/// @param waiting from which delivery on some wait; empty where none does
public record WebhookEndpoint(
    EndpointOwner owner,
    EndpointId id,
    String url,
    EventFilter filter,
    EndpointState state,
    Instant createdAt,
    long version,
    EndpointHealth health,
    Optional<Waiting> waiting) {

  /// Deliveries that wait.
  ///
  /// @param from the first of them
  /// @param latest the one that began to wait last
  public record Waiting(DeliveryKey from, DeliveryKey latest) {}

  public boolean isEnabled() {
    return state == EndpointState.ENABLED;
  }

  /// Whether it is to be notified of an event, as far as it is enabled.
  public boolean wants(Notification notification) {
    return owner.mayReceive(notification.profileId()) && filter.wants(notification);
  }
}
