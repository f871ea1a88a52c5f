package ivs.recordings.local.cloudwatch;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What is asked of the values of one period.
sealed interface MetricStatistic {
  Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,2})?|100)");

  double of(Values values);

  /// The statistic with this name in CloudWatch's API.
  ///
  /// @throws IllegalArgumentException if it is none that is known here
  static MetricStatistic of(String name) {
    for (var plain : Plain.values()) {
      if (plain.word.equals(name)) {
        return plain;
      }
    }
    var percentile = PERCENTILE.matcher(name);
    if (!percentile.matches()) {
      throw new IllegalArgumentException(
          "the statistic %s is none of SampleCount, Average, Sum, Minimum, Maximum and pNN"
              .formatted(name));
    }
    return new Percentile(Double.parseDouble(percentile.group(1)));
  }

  enum Plain implements MetricStatistic {
    SAMPLE_COUNT("SampleCount"),
    SUM("Sum"),
    AVERAGE("Average"),
    MINIMUM("Minimum"),
    MAXIMUM("Maximum");

    private final String word;

    Plain(String word) {
      this.word = word;
    }

    @Override
    public double of(Values values) {
      return switch (this) {
        case SAMPLE_COUNT -> (double) values.count;
        case SUM -> values.sum;
        case AVERAGE -> values.sum / values.count;
        case MINIMUM -> values.minimum;
        case MAXIMUM -> values.maximum;
      };
    }
  }

  record Percentile(double percent) implements MetricStatistic {
    @Override
    public double of(Values values) {
      var rank = Math.max(1, Math.ceil(percent / 100 * values.count));
      var seen = 0L;
      for (var rounded : values.rounded.entrySet()) {
        seen += rounded.getValue();
        if (seen >= rank) {
          return Math.clamp(rounded.getKey(), values.minimum, values.maximum);
        }
      }
      return values.maximum;
    }
  }

  /// The values of some minutes. Only for percentiles are they kept one by one, and rounded to
  /// three digits for that, so that however many come they take no more room than there are such
  /// numbers.
  final class Values {
    private final SortedMap<Double, Long> rounded = new TreeMap<>();
    private long count;
    private double sum;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;

    void add(double value) {
      count++;
      sum += value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
      rounded.merge(rounded(value), 1L, Long::sum);
    }

    void addAll(Values others) {
      count += others.count;
      sum += others.sum;
      minimum = Math.min(minimum, others.minimum);
      maximum = Math.max(maximum, others.maximum);
      others.rounded.forEach((value, times) -> rounded.merge(value, times, Long::sum));
    }

    boolean isEmpty() {
      return count == 0;
    }

    private static double rounded(double value) {
      if (value == 0) {
        return 0;
      }
      var unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
      return Math.rint(value / unit) * unit;
    }
  }
}
