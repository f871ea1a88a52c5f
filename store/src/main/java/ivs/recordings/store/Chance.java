package ivs.recordings.store;

import java.security.SecureRandom;

/// Chance, asked of the system: copies of one snapshot of the function must not draw alike. Only
/// what goes wrong needs it, so no cold start waits until it is there.
final class Chance {
  private static final SecureRandom SYSTEM = new SecureRandom();

  private Chance() {}

  static long any() {
    return SYSTEM.nextLong();
  }

  /// At least 0, and less than the bound.
  static long upTo(long bound) {
    return SYSTEM.nextLong(bound);
  }
}
