package ivs.recordings.model.webhook;

/// Whether an endpoint is notified, and if not, why.
public enum EndpointState {
  ENABLED,
  /// By its owner.
  DISABLED,
  /// It answered 410.
  GONE,
  /// It failed for [EndpointHealth#PATIENCE].
  FAILING
}
