package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.local.EmbeddedSystem;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `stats`, of rows that real events made, counted by the function that is deployed.
class StatsCommandTest {
  private static final EmbeddedSystem SYSTEM = SharedSystem.start();
  private static final TestChannel CHANNEL = new TestChannel("figures");
  private static final String WINDOW =
      "stats --since 2026-05-01 --until 2026-05-02 --profile figures";

  private final Operator operator = new Operator(SYSTEM);

  @AfterAll
  static void stop() {
    SYSTEM.close();
  }

  /// Sending it again for each test changes nothing.
  @BeforeEach
  void threeRecordingsOnTwoDays() {
    operator.link(CHANNEL, "figures");
    operator.send(
        CHANNEL.streamStart(1, "2026-05-01T10:00:00Z"),
        CHANNEL.streamStart(2, "2026-05-02T10:00:00Z"),
        CHANNEL.recordingStart(1, 1, "2026-05-01T10:00:01Z"),
        CHANNEL.recordingEnd(1, 1, "2026-05-01T12:00:00Z", 7_200_000, List.of(1)),
        CHANNEL.recordingStart(2, 2, "2026-05-02T10:00:01Z"),
        CHANNEL.recordingEndFailure(2, 3, "2026-05-02T11:00:00Z", "InternalServerException"));
  }

  @Test
  void eachDayIsAGroupAndTheTotalIsTheirSum() throws Exception {
    var json = operator.json(WINDOW);

    assertThat(keys(json)).containsExactly("2026-05-01", "2026-05-02");
    assertThat(json.path("groups").path(0).path("recordedMinutes").asDouble()).isEqualTo(120);
    assertThat(json.path("total").path("recordings").asInt()).isEqualTo(3);
    assertThat(json.path("total").path("failures").path("InternalServerException").asInt())
        .isEqualTo(1);
    assertThat(json.path("prices").path("currency").asText()).isEqualTo("USD");
  }

  @Test
  void theTableHasALineForEachGroupAndOneForAll() {
    var run = operator.run(WINDOW + " --by source");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            titles ->
                assertThat(titles.strip().split(" +"))
                    .containsExactly(
                        "source",
                        "recordings",
                        "minutes",
                        "failed",
                        "rate",
                        "GB",
                        "grants",
                        "storage",
                        "delivery",
                        "reasons"),
            source ->
                assertThat(source).contains("IVS_CHANNEL", "120.0", "33.3 %", "InternalServer"),
            total -> assertThat(total).startsWith("total"),
            prices -> assertThat(prices).startsWith("costs in USD by prices of 20"));
  }

  @Test
  void aWindowWithoutRecordingsHasNone() throws Exception {
    assertThat(operator.run("stats --until 2020-01-01").out()).startsWith("no figures\n");
    assertThat(operator.json("stats --until 2020-01-01").path("total").has("failureRate"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--since 2026-05-02 --until 2026-05-01",
        "--since 2024-01-01 --until 2026-05-01",
        "--since yesterday",
        "--by month"
      })
  void whatIsNoWindowOrGroupIsAMistake(String options) {
    assertThat(operator.run("stats " + options).exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  private static List<String> keys(JsonNode json) {
    return StreamSupport.stream(json.path("groups").spliterator(), false)
        .map(group -> group.path("key").asText())
        .toList();
  }
}
