package ivs.recordings.handler.api.playback;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// A secret that signs. It is read when it is first needed, which is after a snapshot was restored,
/// and kept for five minutes; while it cannot be read again, the last one goes on.
public final class SigningKey {
  private static final Duration FRESH = Duration.ofMinutes(5);

  /// Between two tries while it cannot be read, each of which keeps a request waiting.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private record Held(String secret, Instant readAt) {}

  private final Supplier<String> read;
  private final Clock clock;
  private Optional<Held> held = Optional.empty();

  public SigningKey(Supplier<String> read, Clock clock) {
    this.read = read;
    this.clock = clock;
  }

  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  public synchronized String text() {
    var now = clock.instant();
    return held.filter(known -> now.isBefore(known.readAt().plus(FRESH)))
        .map(Held::secret)
        .orElseGet(() -> renewed(now));
  }

  private String renewed(Instant now) {
    try {
      var secret = read.get();
      held = Optional.of(new Held(secret, now));
      return secret;
    } catch (RuntimeException unavailable) {
      var last = held.map(Held::secret).orElseThrow(() -> unavailable);
      held = Optional.of(new Held(last, now.minus(FRESH).plus(PAUSE)));
      return last;
    }
  }
}
