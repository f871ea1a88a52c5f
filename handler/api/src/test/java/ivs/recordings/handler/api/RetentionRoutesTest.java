package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.store.LocalTables;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class RetentionRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String DELETE = "DELETE /v1/recordings/{id}";
  private static final String HOLD = "PUT /v1/recordings/{id}/legal-hold";
  private static final String PATCH = "PATCH /v1/recordings/{id}";
  private static final String PLAY = "POST /v1/recordings/{id}/playback";

  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

  @BeforeEach
  void write() {
    library.recording("a", "anna", NOON.minus(Duration.ofHours(2)));
  }

  private Reply ask(String route, String body, Map<String, String> caller) throws Exception {
    return library.ask(route).id("a").header("if-match", "*").body(body).by(caller);
  }

  private Map<String, AttributeValue> row() {
    return library.row("Recording", "recordingId", "a");
  }

  @Test
  void whatIsDeletedIsGoneForPlayersAtOnceAndDueForTheNextRun() throws Exception {
    assertThat(ask(PLAY, "", ANNA).status()).isEqualTo(200);

    var deleted = ask(DELETE, "", ANNA);

    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.json().path("status").asText()).isEqualTo("DELETED");
    assertThat(row())
        .containsEntry("deletedAt", AttributeValue.fromS("2026-11-20T12:00:00Z"))
        .containsEntry("dueMonth", AttributeValue.fromS("2026-11"))
        .containsEntry("dueAt", AttributeValue.fromS("2026-11-20T12:00:00.000Z#a"));
    assertThat(ask(PLAY, "", ANNA).status()).isEqualTo(410);
    assertThat(ask(DELETE, "", ANNA).status()).isEqualTo(202);
    assertThat(ask(HOLD, "{\"hold\": true}", ANNA).status()).isEqualTo(410);
    assertThat(ask(PATCH, "{\"title\": \"x\"}", ANNA).status()).isEqualTo(404);
    assertThat(row().get("version").n()).isEqualTo("4");
  }

  @ParameterizedTest
  @CsvSource({"legalHold=true, 409, legal-hold", "recordingStatus=STARTED, 409, still-recording"})
  void whatIsHeldOrRunsIsNotDeleted(String attribute, int status, String problem) throws Exception {
    library.recording("a", "anna", NOON, attribute);
    var before = row();

    var refused = ask(DELETE, "", OPERATOR);

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.json().path("type").asText()).endsWith(problem);
    assertThat(row()).isEqualTo(before);
  }

  @Test
  void aDeletionNamesTheVersionThatItIsAboutAndIsTheOwners() throws Exception {
    assertThat(library.ask(DELETE).id("a").by(ANNA).status()).isEqualTo(428);
    assertThat(library.ask(DELETE).id("a").header("if-match", "\"2-X-1\"").by(ANNA).status())
        .isEqualTo(412);
    assertThat(ask(DELETE, "", BEN).status()).isEqualTo(404);
    assertThat(ask(HOLD, "{\"hold\": true}", BEN).status()).isEqualTo(404);
    assertThat(row()).doesNotContainKey("deletedAt");
  }

  @Test
  void anOwnerSetsAHoldAndOnlyAnOperatorLiftsIt() throws Exception {
    ask(PATCH, "{\"retainUntil\": \"2026-12-01T01:00:00+01:00\"}", ANNA);
    var due = row();

    var held = ask(HOLD, "{\"hold\": true}", ANNA);
    var heldRow = row();
    var again = ask(HOLD, "{\"hold\": true}", ANNA);
    var refused = ask(HOLD, "{\"hold\": false}", ANNA);
    var lifted = ask(HOLD, "{\"hold\": false}", OPERATOR);

    assertThat(due)
        .containsEntry("retainUntil", AttributeValue.fromS("2026-12-01T00:00:00Z"))
        .containsEntry("dueMonth", AttributeValue.fromS("2026-12"))
        .containsEntry("dueAt", AttributeValue.fromS("2026-12-01T00:00:00.000Z#a"));
    assertThat(held.json().path("legalHold").asBoolean()).isTrue();
    assertThat(heldRow).doesNotContainKeys("dueMonth", "dueAt").containsKey("retainUntil");
    assertThat(again.json()).isEqualTo(held.json());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("type").asText()).endsWith("operator-only");
    assertThat(lifted.json().path("legalHold").asBoolean()).isFalse();
    assertThat(row())
        .doesNotContainKey("legalHold")
        .containsEntry("dueAt", due.get("dueAt"))
        .containsEntry("dueMonth", due.get("dueMonth"));
  }

  @Test
  void noGrantOutlivesTheRetentionTimeAndNoneIsMadeAfterIt() throws Exception {
    ask(PATCH, "{\"retainUntil\": \"2026-11-20T12:30:00Z\"}", ANNA);

    var play = ask(PLAY, "", ANNA);
    library.clock.advance(Duration.ofMinutes(30));
    var expired = ask(PLAY, "", ANNA);
    var address = play.json().path("url").asText();
    var token = address.replaceFirst(".*/play/", "").split("/", 2)[0];
    var playlist =
        library
            .ask("GET /play/{token}/{path+}")
            .path("token", token)
            .path("path", "master.m3u8")
            .publicly();

    assertThat(play.json().path("expiresAt").asText()).isEqualTo("2026-11-20T12:30:00Z");
    assertThat(expired.status()).isEqualTo(410);
    assertThat(playlist.status()).isEqualTo(410);
  }

  @Test
  void withoutATimeItIsKept() throws Exception {
    ask(PATCH, "{\"retainUntil\": \"2026-12-01T00:00:00Z\"}", ANNA);

    var kept = ask(PATCH, "{\"retainUntil\": null}", ANNA);

    assertThat(kept.json().path("retainUntil").isMissingNode()).isTrue();
    assertThat(row()).doesNotContainKeys("retainUntil", "dueMonth", "dueAt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"retainUntil\": \"2026-11-20T12:00:00Z\"}",
        "{\"retainUntil\": \"2200-01-01T00:00:00Z\"}",
        "{\"retainUntil\": \"tomorrow\"}",
        "{\"retainUntil\": 1}"
      })
  void aTimeThatIsOverOrNoneIsRefused(String body) throws Exception {
    assertThat(ask(PATCH, body, ANNA).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"hold\": null}", "{\"hold\": \"true\"}", "{\"held\": true}"})
  void aHoldIsSaidByTrueOrFalse(String body) throws Exception {
    assertThat(ask(HOLD, body, ANNA).status()).isEqualTo(400);
  }
}
