package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.CHANNEL;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.ParkedEventTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What operators ask, on DynamoDB Local.
final class OperationRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String OPERATIONS = "GET /v1/operations";
  private static final String EXPLANATION = "GET /v1/recordings/{id}/explanation";

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final ApiFixture library = new ApiFixture(counting.client());

  @Test
  void theCountsAreOfWhatIsUnfinishedParkedAndRecentAndReadByQueries() throws Exception {
    open("r", NOON.minusSeconds(60), "recordingStatus=STARTED");
    open("p", NOON.minus(Duration.ofHours(2)), "recordingStatus=COMPLETED");
    library.recording("old", "ben", NOON.minus(Duration.ofDays(2)));
    park();
    counting.calls();

    var json = library.ask(OPERATIONS).by(OPERATOR).json();

    assertThat(counting.calls()).containsOnly("Query");
    assertThat(json.path("recording").path("count").asInt()).isEqualTo(1);
    assertThat(json.path("processing").path("oldest").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(json.path("parked").path("byReason").path("UNKNOWN_PROFILE").asInt()).isEqualTo(1);
    assertThat(json.path("lastDay").path("byStatus").path("PROCESSING").asInt()).isEqualTo(1);
    assertThat(json.path("lastDay").path("byStatus").has("AVAILABLE")).isFalse();
  }

  @Test
  void forAnyoneElseTheyDoNotExist() throws Exception {
    library.recording("a", "anna", NOON);

    assertThat(library.ask(OPERATIONS).by(ANNA).status()).isEqualTo(404);
    assertThat(library.ask(EXPLANATION).id("a").by(ANNA).status()).isEqualTo(404);
    assertThat(library.ask(EXPLANATION).id("none").by(OPERATOR).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "'', can be played, ''",
    "deletedAt=2026-11-20T12:00:00Z, deleted, ''",
    "retainUntil=2026-11-20T11:00:00Z, retention, ''",
    "recordingStatus=FAILED recordingStatusReason=ValidationException availableAt=, ValidationException: The recording ran, ''",
    "recordingStatus=FAILED, what was stored until then can be played, ''",
    "availableAt=, not found complete yet, ''",
    "recordingStatus=STARTED availableAt= endTime= recordingDurationMs=, has started and not ended, ''",
    "recordingStatus=STARTED availableAt= endTime= recordingDurationMs= startTime=2026-11-01T00:00:00Z, no recording lasts this long, OPEN_TOO_LONG",
    "source=IVS_COMPOSITION s3KeyPrefix= availableAt=, not known where its files are, LOCATION_UNKNOWN"
  })
  void anExplanationSaysWhyAndWhatToDo(String row, String summary, String finding)
      throws Exception {
    library.recording("a", "anna", NOON, row.isEmpty() ? new String[0] : row.split(" ", -1));

    var json = library.ask(EXPLANATION).id("a").by(OPERATOR).json();

    assertThat(json.path("summary").asText()).contains(summary);
    assertThat(json.path("finding").path("name").asText()).isEqualTo(finding);
    assertThat(json.path("steps").isEmpty()).isEqualTo(finding.isEmpty());
  }

  @Test
  void aParkedEventOfItsChannelIsTheFinding() throws Exception {
    library.recording("a", "anna", NOON, "availableAt=");
    park();

    assertThat(
            library
                .ask(EXPLANATION)
                .id("a")
                .by(OPERATOR)
                .json()
                .path("finding")
                .path("name")
                .asText())
        .isEqualTo("UNKNOWN_PROFILE");
  }

  private void open(String id, Instant start, String status) {
    library.recording(
        id,
        "anna",
        start,
        status,
        "availableAt=",
        "openShard=shard0",
        "openSince=%s.000Z#%s".formatted(start.toString().replace("Z", ""), id));
    Recordings.set(LOCAL.dynamo(), id, "openShard", AttributeValue.fromS("3"));
  }

  private static void park() {
    new ParkedEventTable(LOCAL.dynamo(), "ParkedEvent", Clock.systemUTC())
        .park(new ParkingCause.UnknownProfile(new SourceArn(CHANNEL), "c"), "e1", "{}");
  }
}
