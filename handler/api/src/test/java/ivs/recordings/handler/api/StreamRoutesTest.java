package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.CHANNEL;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What people say of streams, on DynamoDB Local.
final class StreamRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String GET = "GET /v1/streams/{id}";
  private static final String PUT = "PUT /v1/streams/{id}";

  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

  @BeforeEach
  void aStreamWithARecording() {
    library.stream(
        "st-anna", "anna", NOON, "visibility=", "publishedMonth=", "publishedAt=", "totalViews=7");
    library.recording("a", "anna", NOON);
  }

  @Test
  void aPutSaysAllOfAStreamAndPublishesIt() throws Exception {
    var reply =
        put(
            ANNA,
            "\"2-ENDED-1\"",
            """
            {"title": "Run", "description": "Two\\nlines", "categoryId": "Sports",
             "visibility": "PUBLIC", "thumbnail": "stream-recordings/st-anna/one.png"}
            """);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("description").asText()).isEqualTo("Two\nlines");
    assertThat(reply.json().path("totalViews").asInt()).isEqualTo(7);
    assertThat(reply.json().path("version").asInt()).isEqualTo(3);
    assertThat(attribute("publishedMonth")).contains("2026-11");
    assertThat(attribute("publishedAt")).contains("2026-11-20T12:00:00.000Z#st-anna");

    var next = put(ANNA, reply.tag(), "{\"visibility\": \"PRIVATE\"}");

    assertThat(next.json().path("title").isNull()).isTrue();
    assertThat(attribute("publishedAt")).isEmpty();
    assertThat(attribute("publishedMonth")).isEmpty();
    assertThat(library.ask(GET).id("st-anna").by(ANNA).json()).isEqualTo(next.json());
  }

  @Test
  void aStreamWithoutAPlayableRecordingIsNotPublishedYet() throws Exception {
    library.recording("a", "anna", NOON, "availableAt=");

    put(ANNA, "*", "{\"visibility\": \"PUBLIC\"}");

    assertThat(attribute("visibility")).contains("PUBLIC");
    assertThat(attribute("publishedAt")).isEmpty();
  }

  /// Readiness read the stream while it was private, after this had read the recordings.
  @Test
  void aRecordingThatBecomesAvailableMeanwhilePublishesItsStream() throws Exception {
    library.recording("a", "anna", NOON, "availableAt=");
    var raced =
        new ApiFixture(
            CountingClient.raced(
                LOCAL.dynamo(),
                call -> CountingClient.isUpdateOf("StreamSession", call),
                () -> library.recording("a", "anna", NOON)));

    raced
        .ask(PUT)
        .id("st-anna")
        .header("if-match", "*")
        .body("{\"visibility\": \"PUBLIC\"}")
        .by(ANNA);

    assertThat(attribute("publishedAt")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"PUBLIC, PUBLIC", "PRIVATE, PRIVATE"})
  void whereNothingIsSaidTheDefaultOfTheStackHolds(String ofStack, String expected)
      throws Exception {
    var other = new ApiFixture(LOCAL.dynamo(), Map.of("DEFAULT_VISIBILITY", ofStack), "key");

    assertThat(other.ask(GET).id("st-anna").by(ANNA).json().path("visibility").asText())
        .isEqualTo(expected);
    library.stream(
        "st-stage",
        "anna",
        NOON,
        "visibility=",
        "sourceArn=" + CHANNEL.replace("channel", "stage"));
    assertThat(other.ask(GET).id("st-stage").by(ANNA).json().path("visibility").asText())
        .isEqualTo("PRIVATE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"thumbnail\": \"stream-recordings/st-ben/one.png\"}",
        "{\"thumbnail\": \"stream-recordings/st-anna/../st-ben/one.png\"}",
        "{\"thumbnail\": \"stream-recordings/st-anna/\"}",
        "{\"thumbnail\": \"https://example.com/one.png\"}",
        "{\"totalViews\": 8}",
        "{\"totalLikes\": 0}",
        "{\"status\": \"LIVE\"}",
        "{\"title\": \"a\\nb\"}",
        "{\"description\": \"a\\rb\"}",
        "{\"visibility\": 1}"
      })
  void whatAnOwnerMayNotSayIsRefused(String body) throws Exception {
    assertThat(put(ANNA, "*", body).status()).isEqualTo(400);
    assertThat(library.row("StreamSession", "streamId", "st-anna"))
        .containsEntry("version", AttributeValue.fromN("2"));
  }

  @Test
  void aPosterOfOneOfItsRecordingsMayBeTheThumbnail() throws Exception {
    Recordings.set(
        LOCAL.dynamo(),
        "a",
        "posters",
        AttributeValue.fromL(List.of(AttributeValue.fromS("media/thumbnails/thumb0.jpg"))));

    assertThat(put(ANNA, "*", "{\"thumbnail\": \"media/thumbnails/thumb0.jpg\"}").status())
        .isEqualTo(200);
    assertThat(put(ANNA, "*", "{\"thumbnail\": \"media/thumbnails/thumb1.jpg\"}").status())
        .isEqualTo(400);
  }

  @Test
  void anOperatorSetsTotals() throws Exception {
    var reply = put(OPERATOR, "*", "{\"totalViews\": 100, \"totalLikes\": 9}");

    assertThat(reply.json().path("totalViews").asInt()).isEqualTo(100);
    assertThat(reply.json().path("totalLikes").asInt()).isEqualTo(9);
    assertThat(put(OPERATOR, "*", "{\"totalViews\": -1}").status()).isEqualTo(400);
    assertThat(put(OPERATOR, "*", "{\"totalViews\": null}").status()).isEqualTo(400);
  }

  @Test
  void aForeignOrStaleWriteChangesNothing() throws Exception {
    assertThat(put(BEN, "*", "{}").status()).isEqualTo(404);
    assertThat(library.ask(GET).id("st-anna").by(BEN).status()).isEqualTo(404);
    assertThat(library.ask(GET).id("../st-anna").by(ANNA).status()).isEqualTo(404);
    assertThat(library.ask(PUT).id("st-anna").body("{}").by(ANNA).status()).isEqualTo(428);
    assertThat(put(ANNA, "\"1-ENDED-1\"", "{}").status()).isEqualTo(412);
    assertThat(library.row("StreamSession", "streamId", "st-anna"))
        .containsEntry("version", AttributeValue.fromN("2"));
  }

  @Test
  void anEventOfTheStreamKeepsWhatPeopleSaidOfIt() throws Exception {
    put(ANNA, "*", "{\"title\": \"Run\", \"visibility\": \"PUBLIC\"}");
    var streams = Tables.of(LOCAL.dynamo(), TableNames.PLAIN, Clock.systemUTC()).streamSessions();

    streams.replace(
        3,
        new StreamSession(
            new StreamId("st-anna"),
            new ProfileId("anna"),
            new SourceArn(CHANNEL),
            StreamStatus.ENDED,
            Optional.of(NOON),
            Optional.of(NOON.plusSeconds(5)),
            Optional.empty()));

    var shown = library.ask(GET).id("st-anna").by(ANNA).json();
    assertThat(shown.path("title").asText()).isEqualTo("Run");
    assertThat(shown.path("durationMs").asInt()).isEqualTo(5000);
    assertThat(shown.path("totalViews").asInt()).isEqualTo(7);
    assertThat(attribute("publishedAt")).isPresent();
  }

  @Test
  void anAnswerThatTheClientHasIsNotSentAgain() throws Exception {
    var tag = library.ask(GET).id("st-anna").by(ANNA).tag();

    assertThat(library.ask(GET).id("st-anna").header("if-none-match", tag).by(ANNA).status())
        .isEqualTo(304);
  }

  private Optional<String> attribute(String name) {
    return library.attribute("StreamSession", "streamId", "st-anna", name);
  }

  @Test
  void aRoomIsNeverPublic() throws Exception {
    var room =
        library
            .ask("POST /recordings/upload-url")
            .body("{\"room_id\": \"lab\"}")
            .by(ANNA)
            .json()
            .path("recording_id");
    assertThat(room.isMissingNode()).isFalse();

    var reply =
        library
            .ask(PUT)
            .id("room:anna~lab")
            .header("if-match", "*")
            .body("{\"visibility\": \"PUBLIC\"}")
            .by(ANNA);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(library.ask(GET).id("room:anna~lab").by(ANNA).json().path("visibility").asText())
        .isEqualTo("PRIVATE");
  }

  private Reply put(Map<String, String> caller, String ifMatch, String body) throws Exception {
    return library.ask(PUT).id("st-anna").header("if-match", ifMatch).body(body).by(caller);
  }
}
