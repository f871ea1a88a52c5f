package ivs.recordings.bench;

import java.util.List;
import java.util.Locale;

/// The middle of some measurements, and how far they lie apart.
record Spread(double median, double least, double most, int count) {
  static Spread of(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return new Spread(
        sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  @Override
  public String toString() {
    return median < 100
        ? "%.1f (%.1f..%.1f)".formatted(median, least, most)
        : String.format(Locale.ROOT, "%.0f (%.0f..%.0f)", median, least, most);
  }
}
