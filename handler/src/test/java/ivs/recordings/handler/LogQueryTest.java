package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the queries of the runbook are tried with.
final class LogQueryTest {
  private static final List<String> LINES =
      List.of(
          "{\"timestamp\":\"2026-11-02T09:00:01Z\",\"effect\":\"written\",\"version\":2,\"id\":\"a\"}",
          "{\"timestamp\":\"2026-11-02T09:04:59Z\",\"effect\":\"parked\",\"reason\":\"X\",\"id\":\"b\"}",
          "{\"timestamp\":\"2026-11-02T09:05:00Z\",\"effect\":\"parked\",\"reason\":\"Y\",\"id\":\"b\"}",
          "{\"timestamp\":\"2026-11-02T09:06:00Z\",\"effect\":\"written\",\"version\":10}",
          "Task timed out after 30.00 seconds");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "filter effect = 'written'; 2",
        "filter effect != 'written'; 2",
        "filter Effect = 'written'; 0",
        "filter ispresent(reason); 2",
        "filter not ispresent(effect); 1",
        "filter reason like /^[XZ]$/; 1",
        "filter @message like 'timed out'; 1",
        "filter effect = 'parked' and (reason = 'Y' or id = 'a'); 1",
        "filter effect = 'written' or reason = 'X' and id = 'b'; 3",
        "filter version = 2; 1",
        "filter ispresent(effect) | limit 3; 3"
      })
  void linesAreFilteredAsInsightsDoes(String query, int lines) {
    assertThat(LogQuery.of(query.replace('\'', '"')).over(LINES)).hasSize(lines);
  }

  @Test
  void linesAreCountedInGroupsAlsoThoseWithoutTheField() {
    assertThat(
            LogQuery.of("filter ispresent(effect) | stats count(*) as n by effect, reason")
                .over(LINES))
        .containsExactlyInAnyOrder(
            Map.of("effect", "written", "n", "2"),
            Map.of("effect", "parked", "reason", "X", "n", "1"),
            Map.of("effect", "parked", "reason", "Y", "n", "1"));
  }

  @Test
  void aggregatesLookAtTheFieldWhereItIs() {
    assertThat(
            LogQuery.of(
                    "stats count(id), count_distinct(id) as ids, max(version) as newest, min(version)")
                .over(LINES))
        .containsExactly(Map.of("count(id)", "3", "ids", "2", "newest", "10", "min(version)", "2"));
  }

  @Test
  void timesFallIntoBins() {
    assertThat(
            LogQuery.of("filter ispresent(effect) | stats count(*) as n by bin(5m) | sort n desc")
                .over(LINES))
        .containsExactlyInAnyOrder(
            Map.of("bin(5m)", "2026-11-02T09:00:00Z", "n", "2"),
            Map.of("bin(5m)", "2026-11-02T09:05:00Z", "n", "2"));
  }

  @Test
  void rowsAreSortedAndShownAsAsked() {
    assertThat(
            LogQuery.of("filter ispresent(version) | sort version desc | display version")
                .over(LINES))
        .containsExactly(Map.of("version", "10"), Map.of("version", "2"));
  }

  @Test
  void theFieldsItNeedsAreKnownAndThoseItMakesAreNotAmongThem() {
    assertThat(
            LogQuery.of("filter a = \"x\" | stats count(*) as n by `b`, bin(1h) | sort n desc")
                .fields())
        .containsExactlyInAnyOrder("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "filter",
        "filter effect == \"x\"",
        "filter effect = ",
        "filter effect = written",
        "filter (effect = \"x\"",
        "parse @message /x/",
        "stats pct(age, 99)",
        "stats count(*) by",
        "filter effect = \"x\" | | limit 1",
        "filter effect = \"x\" junk"
      })
  void whatIsNotKnownHereIsRefused(String query) {
    assertThatIllegalArgumentException().isThrownBy(() -> LogQuery.of(query).over(LINES));
  }
}
