package ivs.recordings.handler.webhooks;

import java.time.Duration;

/// How long an answer is waited for, from the look-up of the name to its end.
///
/// @param quick in the queue of all deliveries, whose instances the endpoints share: one that takes
///   longer is tried again by those of slow endpoints
/// @param whole in the queue of slow endpoints; then the attempt has failed
record Patience(Duration quick, Duration whole) {
  /// An endpoint that hangs must not delay others by more than a second.
  static final Patience USUAL = new Patience(Duration.ofMillis(800), Duration.ofSeconds(15));
}
