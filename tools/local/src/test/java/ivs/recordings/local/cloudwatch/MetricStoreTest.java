package ivs.recordings.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MetricStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final MetricName METRIC = MetricName.of("Ours", "Events");

  private final MetricStore store = new MetricStore();

  @Test
  void eachStatisticIsOfAllValuesOfItsPeriod() {
    store.add(NOON, METRIC, 1, 2);
    store.add(NOON.plusSeconds(250), METRIC, 9);

    assertThat(five("SampleCount")).containsExactly(3);
    assertThat(five("Sum")).containsExactly(12);
    assertThat(five("Average")).containsExactly(4);
    assertThat(five("Minimum")).containsExactly(1);
    assertThat(five("Maximum")).containsExactly(9);
    assertThat(five("p50")).containsExactly(2);
    assertThat(five("p99")).containsExactly(9);
  }

  @Test
  void aPercentileIsExactToThreeDigits() {
    IntStream.rangeClosed(1, 10_000).forEach(value -> store.add(NOON, METRIC, value));

    assertThat(five("p99")[0]).isCloseTo(9_900, within(50.0));
    assertThat(five("p50")[0]).isCloseTo(5_000, within(25.0));
  }

  @Test
  void aPeriodWithoutAValueHasNone() {
    store.add(NOON.plusSeconds(60), METRIC, 0);

    var minutes = new MetricPeriods(NOON, Duration.ofMinutes(1), 3);

    assertThat(store.read(METRIC, MetricStatistic.of("Sum"), minutes))
        .containsExactly(Double.NaN, 0, Double.NaN);
  }

  @Test
  void metricsOfOtherDimensionsAreOthers() {
    store.add(NOON, METRIC, 1);
    store.add(NOON, MetricName.of("Ours", "Events", "Reason", "MALFORMED"), 7);

    assertThat(five("Sum")).containsExactly(1);
  }

  @Test
  void whatIsADayOlderThanTheNewestIsForgotten() {
    store.add(NOON, METRIC, 1);
    store.add(NOON.plus(MetricStore.KEPT), METRIC, 1);

    assertThat(five("Sum")).containsExactly(Double.NaN);
  }

  @Test
  void thereAreNeverMoreMetricsThanItsBound() {
    IntStream.range(0, MetricStore.MOST_METRICS + 10)
        .forEach(id -> store.add(NOON, MetricName.of("Ours", "Events", "Id", "" + id), 1));

    assertThat(store.names()).hasSize(MetricStore.MOST_METRICS);
  }

  private double[] five(String statistic) {
    return store.read(
        METRIC, MetricStatistic.of(statistic), new MetricPeriods(NOON, Duration.ofMinutes(5), 1));
  }
}
