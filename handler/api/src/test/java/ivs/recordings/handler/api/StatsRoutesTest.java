package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.figures.FigureEntryTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The figures of recordings, on DynamoDB Local.
final class StatsRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String STATS = "GET /v1/stats";
  private static final String WRITTEN = "updatedAt=2026-11-20T12:00:00Z";
  private static final String PLAY = "POST /v1/recordings/{id}/playback";

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final ApiFixture library =
      new ApiFixture(counting.client(), ApiFixture.PLAYBACK, "the key of tests");
  private final FigureEntryTable entries =
      FigureEntryTable.of(
          LOCAL.dynamo(),
          Map.of(
              "RECORDING_TABLE", "Recording",
              "FIGURE_TABLE", "Figure",
              "FIGURE_ENTRY_TABLE", "FigureEntry"),
          _ -> {});

  @BeforeEach
  void threeRecordingsOfTwoProfilesOnTwoDays() {
    library.recording("a", "anna", NOON, "s3BucketName=example-recordings", WRITTEN);
    library.recording(
        "b",
        "anna",
        NOON.minus(Duration.ofDays(1)),
        "recordingStatus=FAILED",
        "recordingStatusReason=InternalServerException",
        "availableAt=",
        WRITTEN);
    library.recording("c", "ben", NOON, WRITTEN);
    List.of("a", "b", "c").forEach(id -> entries.count(new RecordingId(id)));
  }

  private static List<String> keys(JsonNode json) {
    return StreamSupport.stream(json.path("groups").spliterator(), false)
        .map(group -> group.path("key").asText())
        .toList();
  }

  @Test
  void anOwnerSeesItsOwnAndAnOperatorAll() throws Exception {
    var anna = library.ask(STATS).by(ANNA).json();
    var all = library.ask(STATS).query("by", "profile").by(OPERATOR).json();

    assertThat(anna.path("since").asText()).isEqualTo("2026-10-22");
    assertThat(anna.path("until").asText()).isEqualTo("2026-11-20");
    assertThat(keys(anna)).containsExactly("2026-11-19", "2026-11-20");
    assertThat(anna.path("total").path("recordings").asInt()).isEqualTo(2);
    assertThat(anna.path("total").path("failureRate").asDouble()).isEqualTo(0.5);
    assertThat(anna.path("total").path("failures").path("InternalServerException").asInt())
        .isEqualTo(1);
    assertThat(keys(all)).containsExactly("anna", "ben");
    assertThat(all.path("total").path("recordings").asInt()).isEqualTo(3);
    assertThat(library.ask(STATS).by(BEN).json().path("total").has("failureRate")).isTrue();
  }

  @Test
  void aWindowIsReadByOneQueryADayAndNoRecordingIsRead() throws Exception {
    counting.calls();

    var json =
        library
            .ask(STATS)
            .query("since", "2026-11-19")
            .query("until", "2026-11-19")
            .query("by", "source")
            .by(OPERATOR)
            .json();

    assertThat(counting.calls()).containsExactly("Query");
    assertThat(keys(json)).containsExactly("IVS_CHANNEL");
    assertThat(json.path("total").path("recordings").asInt()).isEqualTo(1);
  }

  @Test
  void whatHasNoRecordingHasNoFailureRate() throws Exception {
    var json = library.ask(STATS).query("until", "2020-01-01").by(ANNA).json();

    assertThat(json.path("groups")).isEmpty();
    assertThat(json.path("total").has("failureRate")).isFalse();
    assertThat(json.path("prices").path("date").asText()).matches("20\\d\\d-\\d\\d-\\d\\d");
  }

  @Test
  void aPlaybackIsAGrantUnlessItIsARenewal() throws Exception {
    library.ask(PLAY).id("a").by(ANNA);
    library.ask(PLAY).id("a").by(OPERATOR);
    library.ask(PLAY).id("a").body("{\"renew\": true}").by(ANNA);
    library.ask(PLAY).id("b").by(ANNA); // Nothing of it can be played.

    assertThat(library.ask(STATS).by(ANNA).json().path("total").path("playbackGrants").asInt())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "since, 2026-11-21",
    "since, 2025-11-19",
    "since, yesterday",
    "until, 2026-11-31",
    "until, +999999999-12-31",
    "by, month"
  })
  void whatIsNoWindowOrGroupIsRefused(String name, String value) throws Exception {
    assertThat(library.ask(STATS).query(name, value).by(ANNA).status()).isEqualTo(400);
  }

  @Test
  void aYearOfDaysIsAnswered() throws Exception {
    assertThat(library.ask(STATS).query("since", "2025-11-20").by(OPERATOR).status())
        .isEqualTo(200);
  }
}
