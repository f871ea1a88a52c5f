package ivs.recordings.handler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/metrics.md and the code say the same.
final class MetricsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("repository.root", "..")).resolve("docs/metrics.md");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `(\\w+)` \\| (\\w+) \\| (none|`\\w+`(?:, `\\w+`)*) \\| [^|]{10,} \\| [^|]{5,} \\|");

  @Test
  void thePageHasEachMetricOnceWithItsUnitAndDimension() throws Exception {
    var described =
        Files.readAllLines(PAGE).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3).replace("`", ""))
            .toList();

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values())
                .map(metric ->
                    "%s %s %s"
                        .formatted(
                            metric.word(),
                            metric.unit(),
                            metric.dimensions().isEmpty()
                                ? "none"
                                : String.join(", ", metric.dimensions())))
                .toList());
  }
}
