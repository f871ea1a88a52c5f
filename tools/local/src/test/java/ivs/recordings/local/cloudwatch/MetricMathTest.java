package ivs.recordings.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricMathTest {
  private static final double NONE = Double.NaN;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 + 2 * 3                        | 7
          (1 + 2) * 3                      | 9
          10 - 4 - 3                       | 3
          a / b                            | 0.5
          a > b                            | 0
          a < b AND b <= 4                 | 1
          a == 3 OR b != 4                 | 0
          IF(a >= 2, 100 * a / (a + b), 0) | 33.333333333333336
          FILL(none, 0) + a                | 2
          MAX(a, b) - MIN(a, b)            | 2
          SUM(a, b, 1)                     | 7
          """)
  void anExpressionIsWorthWhatCloudWatchSays(String expression, double expected) {
    assertThat(value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"none + a", "a / 0", "'IF(none > 1, 1, 0)'"})
  void whatIsMissingOrDividedByZeroIsMissingInTheResult(String expression) {
    assertThat(value(expression)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"a +", "(a", "RATE(a)", "'FILL(a)'", "a b", "A + 1", "a % 2"})
  void whatCannotBeUnderstoodIsRefused(String expression) {
    assertThatThrownBy(() -> MetricMath.of(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expression);
  }

  @Test
  void itTellsWhatItNeeds() {
    assertThat(MetricMath.of("IF(a > 1, FILL(b, 0), a)").ids()).containsExactlyInAnyOrder("a", "b");
  }

  private static double value(String expression) {
    var series = Map.of("a", new double[] {2}, "b", new double[] {4}, "none", new double[] {NONE});
    return MetricMath.of(expression).over(series, 1)[0];
  }
}
