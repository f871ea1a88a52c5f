package ivs.recordings.local.cloudwatch;

import java.time.Duration;
import java.time.Instant;

/// Periods side by side, each of which has one value or none.
///
/// @param start of the first
/// @param length of each, in whole minutes
record MetricPeriods(Instant start, Duration length, int count) {
  static final Duration MINUTE = Duration.ofMinutes(1);

  /// More are in no answer of CloudWatch.
  static final int MOST = 100_800;

  MetricPeriods {
    if (!length.isPositive() || length.toSeconds() % MINUTE.toSeconds() != 0) {
      throw new IllegalArgumentException("Period must be a multiple of 60 seconds");
    }
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException(
          "the time range holds more than %d periods".formatted(MOST));
    }
  }

  /// Those that a time range holds, each beginning at a multiple of its length.
  static MetricPeriods between(Instant from, Instant to, Duration length) {
    var seconds = Math.max(1, length.toSeconds());
    var start = Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), seconds) * seconds);
    var span = Duration.between(start, to).toSeconds();
    return new MetricPeriods(
        start, length, (int) Math.min(MOST + 1L, Math.ceilDiv(Math.max(0, span), seconds)));
  }

  Instant start(int index) {
    return start.plus(length.multipliedBy(index));
  }

  Instant end() {
    return start(count);
  }
}
