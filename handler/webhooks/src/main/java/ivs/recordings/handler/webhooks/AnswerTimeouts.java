package ivs.recordings.handler.webhooks;

import java.time.Duration;

/// How long an answer is waited for, from the look-up of the name to its end.
///
/// @param cold instead of the usual one, while an instance has made no attempt: it loads its client
///   meanwhile, which is no fault of the endpoint
/// @param usual in the queue of all deliveries, whose instances the endpoints share: one that takes
///   longer is tried again by those of slow endpoints
/// @param slow in the queue of slow endpoints; then the attempt has failed
record AnswerTimeouts(Duration cold, Duration usual, Duration slow) {
  /// An endpoint that hangs must not delay others by more than a second.
  static final AnswerTimeouts DEFAULT =
      new AnswerTimeouts(Duration.ofSeconds(3), Duration.ofMillis(800), Duration.ofSeconds(15));

  /// What an endpoint must answer within to be no slow one.
  Duration quick(boolean isWarm) {
    return isWarm ? usual : cold;
  }
}
