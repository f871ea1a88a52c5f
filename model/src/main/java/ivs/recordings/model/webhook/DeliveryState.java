package ivs.recordings.model.webhook;

/// How far the delivery of an event to an endpoint is.
public enum DeliveryState {
  /// A message of a queue leads to the next attempt.
  PENDING,
  /// The endpoint fails, and another delivery is tried in its place.
  WAITING,
  DELIVERED,
  /// Every attempt failed.
  FAILED,
  /// The endpoint was disabled, or may not receive it.
  SKIPPED;

  /// Whether an attempt is still to come.
  public boolean isOpen() {
    return this == PENDING || this == WAITING;
  }
}
