package ivs.recordings.model.figures;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Sums over recordings, or the difference of two of them, which may be negative.
///
/// @param recordings how many, whatever their status
/// @param recordedMs the length of their media in milliseconds, as far as it is known
/// @param bytes the size of their media, as far as it is known
/// @param failures how many failed, by reason; a reason with a count of 0 is not in it
/// @param grants addresses for playback that were given out
public record Totals(
    long recordings, long recordedMs, long bytes, SortedMap<String, Long> failures, long grants) {
  public static final Totals NONE = new Totals(0, 0, 0, new TreeMap<>(), 0);

  public Totals {
    var counted = new TreeMap<>(failures);
    counted.values().removeIf(count -> count == 0);
    failures = Collections.unmodifiableSortedMap(counted);
  }

  /// The grants of playback alone.
  public static Totals ofGrants(long grants) {
    return new Totals(0, 0, 0, new TreeMap<>(), grants);
  }

  public Totals plus(Totals other) {
    return combined(other, 1);
  }

  public Totals minus(Totals other) {
    return combined(other, -1);
  }

  private Totals combined(Totals other, int sign) {
    var both = new TreeMap<>(failures);
    other.failures.forEach((reason, count) -> both.merge(reason, sign * count, Long::sum));
    return new Totals(
        recordings + sign * other.recordings,
        recordedMs + sign * other.recordedMs,
        bytes + sign * other.bytes,
        both,
        grants + sign * other.grants);
  }

  /// How many failed.
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The share of recordings that failed, from 0 to 1; unknown where there are none.
  public Optional<Double> failureRate() {
    return recordings > 0 ? Optional.of((double) failed() / recordings) : Optional.empty();
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /// The sum of many.
  public static Totals sum(Iterable<Totals> parts) {
    var sum = NONE;
    for (var part : parts) {
      sum = sum.plus(part);
    }
    return sum;
  }
}
