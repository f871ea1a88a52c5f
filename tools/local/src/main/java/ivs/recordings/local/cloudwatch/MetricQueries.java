package ivs.recordings.local.cloudwatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Queries that belong together: metrics, and expressions over them, each known by its id.
final class MetricQueries {
  /// One of them; [Of] or [Calculated].
  sealed interface Query {
    String id();
  }

  record Of(String id, MetricName metric, MetricStatistic statistic, Duration period)
      implements Query {}

  /// @param period empty takes that of the metrics in it
  record Calculated(String id, MetricMath expression, Optional<Duration> period) implements Query {}

  /// The range that is asked for, in periods of some length.
  interface Range {
    MetricPeriods in(Duration period);
  }

  /// @param values one for each period, [Double#NaN] where there is none
  record Series(MetricPeriods periods, List<Double> values) {
    static Series of(MetricPeriods periods, double[] values) {
      return new Series(periods, Arrays.stream(values).boxed().toList());
    }

    private double[] array() {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private final Map<String, Query> queries = new HashMap<>();
  private final Map<String, Series> answered = new HashMap<>();
  private final MetricStore store;
  private final Range range;

  /// @throws IllegalArgumentException if two have the same id
  MetricQueries(MetricStore store, List<Query> queries, Range range) {
    this.store = store;
    this.range = range;
    for (var query : queries) {
      if (this.queries.put(query.id(), query) != null) {
        throw new IllegalArgumentException("two queries have the id " + query.id());
      }
    }
  }

  /// @throws IllegalArgumentException if an id is not there, stands for itself, or if periods
  ///   differ
  Series answer(String id) {
    return answer(id, List.of());
  }

  private Series answer(String id, List<String> within) {
    var known = answered.get(id);
    if (known != null) {
      return known;
    }
    if (!queries.containsKey(id) || within.contains(id)) {
      throw new IllegalArgumentException("no query has the id " + id);
    }
    var series =
        switch (queries.get(id)) {
          case Of(_, var metric, var statistic, var period) -> {
            var periods = range.in(period);
            yield Series.of(periods, store.read(metric, statistic, periods));
          }
          case Calculated(_, var expression, var period) ->
              calculate(id, expression, period, within);
          case null -> throw new IllegalArgumentException("no query has the id " + id);
        };
    answered.put(id, series);
    return series;
  }

  private Series calculate(
      String id, MetricMath expression, Optional<Duration> period, List<String> within) {
    var outer = new ArrayList<>(within);
    outer.add(id);
    var inputs = new HashMap<String, double[]>();
    var lengths = new ArrayList<Duration>();
    for (var needed : expression.ids()) {
      var input = answer(needed, outer);
      inputs.put(needed, input.array());
      lengths.add(input.periods().length());
    }
    var length =
        period.orElseGet(() -> lengths.isEmpty() ? MetricPeriods.MINUTE : lengths.getFirst());
    if (!lengths.stream().allMatch(length::equals)) {
      throw new IllegalArgumentException("the metrics of %s have different periods".formatted(id));
    }
    var periods = range.in(length);
    return Series.of(periods, expression.over(inputs, periods.count()));
  }
}
