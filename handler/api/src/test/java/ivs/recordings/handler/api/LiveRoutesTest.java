package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.CHANNEL;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.ProfileTable;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Streams that apps start and end, and the recordings that are found under them.
final class LiveRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final ServedPlaylists S3 = new ServedPlaylists();

  private static final String START = "POST /streams/go-live";
  private static final String STOP = "PATCH /streams/{id}/stop-live";
  private static final String ONE = "GET /streams/{id}/recording";
  private static final String FOLDER = "ivs/v1/111122223333/AbCdef1G2hij/";
  private static final Duration HOUR = Duration.ofHours(1);

  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), variables(), "the key of tests");

  /// The function that writes the outcome writes the retention time, by the stack's parameter and
  /// the profile's days.
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"30, -, 2026-12-20T12:30:00Z", "0, -, -", "30, 7, 2026-11-27T12:30:00Z", "30, 0, -"})
  void aFileOfTheStreamIsKeptAsLongAsStackAndProfileSay(
      String ofStack, Integer ofProfile, String until) throws Exception {
    var kept = new HashMap<>(variables());
    kept.put("UPLOAD_RETENTION_DAYS", ofStack);
    var other = new ApiFixture(LOCAL.dynamo(), kept, "the key of tests");
    LOCAL
        .tables(Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                SourceArn.ofUser(new ProfileId("anna")),
                new ProfileId("anna"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(ofProfile)));
    var id = goLive();
    S3.putObject("example-media", "stream-recordings/" + id + "/1.mp4");

    other
        .ask(STOP)
        .id(id)
        .body("{\"recordingUrl\": \"s3://example-media/stream-recordings/%s/1.mp4\"}".formatted(id))
        .by(ANNA);

    assertThat(Optional.ofNullable(onlyRow().get("retainUntil")).map(AttributeValue::s))
        .isEqualTo(Optional.ofNullable(until));
  }

  private static Map<String, String> variables() {
    var variables = new HashMap<>(ApiFixture.PLAYBACK);
    variables.put("MEDIA_BUCKET", "example-media");
    return variables;
  }

  private String goLive() throws Exception {
    var reply = library.ask(START).body("{\"title\": \"My Gaming Stream\"}").by(ANNA);
    assertThat(reply.status()).isEqualTo(201);
    return reply.json().path("data").path("streamId").asText();
  }

  private Reply stop(String id, String body) throws Exception {
    return library.ask(STOP).id(id).body(body).by(ANNA);
  }

  private Reply stopWith(String id, String recordingUrl) throws Exception {
    return stop(id, "{\"recordingUrl\": \"%s\"}".formatted(recordingUrl));
  }

  private List<String> listed() throws Exception {
    return StreamSupport.stream(
            library.ask("GET /streams/recordings").publicly().json().path("data").spliterator(),
            false)
        .map(stream -> stream.path("_id").asText())
        .toList();
  }

  private Map<String, AttributeValue> session(String id) {
    return library.row("StreamSession", "streamId", id);
  }

  private Map<String, AttributeValue> onlyRow() {
    assertThat(LOCAL.items("Recording")).hasSize(1);
    return LOCAL.items("Recording").getFirst();
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  @ParameterizedTest
  @CsvSource({
    "POST /streams/go-live, PATCH /streams/{id}/stop-live",
    "POST /streams/start, PATCH /streams/{id}/end"
  })
  void aStreamIsStartedAndEndedAsTheGuideHasIt(String start, String end) throws Exception {
    var started =
        library
            .ask(start)
            .body(
                "{\"title\": \"My Gaming Stream\", \"description\": \"\", \"categoryId\":"
                    + " \"Gaming\", \"isMature\": false}")
            .by(ANNA);
    var data = started.json().path("data");
    var id = data.path("streamId").asText();
    library.clock.advance(HOUR);
    var ended = library.ask(end).id(id).by(ANNA);

    assertThat(started.status()).isEqualTo(201);
    assertThat(started.json().path("success").booleanValue()).isTrue();
    assertThat(started.json().path("message").asText()).isEqualTo("Stream started successfully");
    assertThat(id).matches("live-[0-9a-f-]{36}");
    assertThat(data.path("status").asText()).isEqualTo("LIVE");
    assertThat(data.path("startedAt").asText()).isEqualTo("2026-11-20T12:00:00.000Z");
    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.json().toString())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Stream ended successfully\",\"data\":{\"streamId\":\""
                + id
                + "\",\"status\":\"OFFLINE\",\"endedAt\":\"2026-11-20T13:00:00.000Z\"}}");
    assertThat(session(id))
        .containsEntry("sourceArn", s("upload:user/anna"))
        .containsEntry("visibility", s("PUBLIC"))
        .containsEntry("status", s("ENDED"))
        .containsEntry("categoryId", s("Gaming"))
        .containsEntry("duration", AttributeValue.fromN("3600000"))
        .doesNotContainKey("description");
  }

  @Test
  void aRepeatedStopLiveAnswersTheFirstEnd() throws Exception {
    var id = goLive();
    library.clock.advance(HOUR);
    var first = stop(id, "{}");
    library.clock.advance(HOUR);

    assertThat(stop(id, "{}").json()).isEqualTo(first.json());
  }

  @Test
  void aSecondGoLiveEndsTheFirstAndLinksItsRecordings() throws Exception {
    library.stream("st-anna", "anna", NOON);
    library.recording("a", "anna", NOON.plusSeconds(60));
    var first = goLive();
    library.clock.advance(HOUR);

    var second = goLive();

    assertThat(session(first))
        .containsEntry("status", s("ENDED"))
        .containsEntry("endTime", s("2026-11-20T13:00:00Z"));
    assertThat(session(second)).containsEntry("status", s("LIVE"));
    assertThat(onlyRow().get("streamIds").ss()).containsExactlyInAnyOrder("st-anna", first);
    assertThat(listed()).containsExactly(first);
  }

  /// The channel streams since before go-live, and its recording has not ended yet.
  @Test
  void aRecordingOfTheSameTimeIsListedUnderTheStreamOfTheAppOnly() throws Exception {
    new ProfileTable(LOCAL.dynamo(), "Profile")
        .put(
            new Profile(
                new SourceArn(CHANNEL),
                new ProfileId("anna"),
                Optional.of("Anna's Channel"),
                Optional.empty(),
                Optional.of("anna_runs"),
                Optional.empty()));
    library.stream("st-anna", "anna", NOON.minus(HOUR));
    library.recording("a", "anna", NOON.minus(HOUR), "endTime=2026-11-20T12:30:00Z");
    library.recording("before", "anna", NOON.minus(HOUR.multipliedBy(3)), "streamSessionId=st-0");
    library.recording("bens", "ben", NOON);
    var id = goLive();
    assertThat(listed()).containsExactly("st-anna");
    library.clock.advance(HOUR);

    stop(id, "{}");

    assertThat(listed()).containsExactly(id);
    assertThat(session(id)).containsKey("publishedAt");
    assertThat(library.row("Recording", "recordingId", "a"))
        .containsEntry("streamSessionId", s("st-anna"))
        .containsEntry("version", AttributeValue.fromN("4"));
    var one = library.ask(ONE).id(id).publicly();
    assertThat(one.json().path("data").path("title").asText()).isEqualTo("My Gaming Stream");
    assertThat(one.json().path("data").path("creatorId").path("username").asText())
        .isEqualTo("anna_runs");
    // What was handed out before stays good.
    assertThat(library.ask(ONE).id("st-anna").publicly().status()).isEqualTo(200);
    assertThat(LOCAL.items("RecordingStream")).hasSize(2);
  }

  /// Readiness may have listed the stream of IVS in the meantime, and its owner may try.
  @Test
  void aLinkedRecordingIsNotListedTwiceWhateverTheIndexSays() throws Exception {
    library.stream("st-anna", "anna", NOON);
    library.recording("a", "anna", NOON);
    var id = goLive();
    library.clock.advance(HOUR);
    stop(id, "{}");

    library
        .ask("PUT /v1/streams/{id}")
        .id("st-anna")
        .header("if-match", "\"2-ENDED-1\"")
        .body("{\"visibility\": \"PUBLIC\"}")
        .by(ANNA);
    assertThat(session("st-anna"))
        .containsEntry("version", AttributeValue.fromN("3"))
        .doesNotContainKey("publishedAt");

    library.stream("st-anna", "anna", NOON);
    assertThat(listed()).containsExactly(id);
  }

  /// `before` is of the same stream of IVS, and not of the time of the stream of the app.
  @Test
  void aStreamOfIvsStaysListedWhileItHasARecordingOfItsOwn() throws Exception {
    library.stream("st-anna", "anna", NOON.minus(HOUR.multipliedBy(3)));
    library.recording("before", "anna", NOON.minus(HOUR.multipliedBy(3)));
    library.recording("a", "anna", NOON);
    var id = goLive();
    library.clock.advance(HOUR);

    stop(id, "{}");

    assertThat(listed()).containsExactlyInAnyOrder("st-anna", id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example-media.s3.amazonaws.com/stream-recordings/%s/1-my%%20file.mp4",
        "https://s3.us-east-1.amazonaws.com/example-media/stream-recordings/%s/1-my%%20file.mp4",
        "s3://example-media/stream-recordings/%s/1-my file.mp4"
      })
  void aFileOfTheStreamBecomesAnUpload(String url) throws Exception {
    var id = goLive();
    S3.putObject("example-media", "stream-recordings/" + id + "/1-my file.mp4");
    library.clock.advance(HOUR);

    assertThat(stopWith(id, url.formatted(id)).status()).isEqualTo(200);

    assertThat(onlyRow())
        .containsEntry("source", s("UPLOAD"))
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("streamSessionId", s(id))
        .containsEntry("profileId", s("anna"))
        .containsEntry("sourceArn", s("upload:user/anna"))
        .containsEntry("endTime", s("2026-11-20T12:30:00Z"))
        .containsEntry("s3ObjectKey", s("stream-recordings/" + id + "/1-my file.mp4"))
        .containsEntry("fileName", s("1-my file.mp4"))
        .containsEntry("contentType", s("video/mp4"))
        .containsKey("openShard");
    assertThat(stopWith(id, url.formatted(id)).status()).isEqualTo(200);
    assertThat(onlyRow()).containsEntry("version", AttributeValue.fromN("2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/media/hls/master.m3u8"})
  void theFilesOfARecordingOfTheProfileAreLinked(String below) throws Exception {
    library.recording("a", "anna", NOON.minus(HOUR.multipliedBy(50)));
    var id = goLive();

    assertThat(
            stopWith(id, "https://example-recordings.s3.amazonaws.com/" + FOLDER + "a" + below)
                .status())
        .isEqualTo(200);

    assertThat(onlyRow().get("streamIds").ss()).contains(id);
    assertThat(listed()).containsExactly(id);
  }

  @ParameterizedTest
  @CsvSource({
    "https://cdn.example.com/stream-recordings/LIVE/1-a.mp4, 400",
    "https://example-media.s3.amazonaws.com.example.com/stream-recordings/LIVE/1-a.mp4, 400",
    "https://example-media.s3.amazonaws.com:8443/stream-recordings/LIVE/1-a.mp4, 400",
    "https://anna@example-media.s3.amazonaws.com/stream-recordings/LIVE/1-a.mp4, 400",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVE/1-a.mp4?versionId=1, 400",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVE/../OTHER/1-a.mp4, 400",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVE/%2e%2e/OTHER/1-a.mp4, 400",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVE/%252e%252e/1-a.mp4, 400",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVE/1-a.exe, 400",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVE/none.mp4, 404",
    "https://example-media.s3.amazonaws.com/stream-recordings/OTHER/1-a.mp4, 404",
    "https://example-media.s3.amazonaws.com/stream-recordings/LIVEx/1-a.mp4, 404",
    "https://example-media.s3.amazonaws.com/recordings/room/1-a.mp4, 404",
    "https://other-bucket.s3.amazonaws.com/stream-recordings/LIVE/1-a.mp4, 404",
    "s3://example-recordings/ivs/v1/111122223333/AbCdef1G2hij/bens, 404",
    "s3://example-recordings/ivs/v1/111122223333/AbCdef1G2hij/ab, 404",
    "s3://example-recordings/ivs/v1/111122223333/AbCdef1G2hij, 404",
    "nonsense, 400"
  })
  void aForeignOrInventedAddressIsRefusedAndChangesNothing(String url, int status)
      throws Exception {
    var other = goLive();
    var id = goLive();
    library.recording("a", "anna", NOON.minus(HOUR.multipliedBy(50)));
    library.recording("bens", "ben", NOON);
    S3.putObject("example-media", "stream-recordings/" + other + "/1-a.mp4");
    S3.putObject("example-media", "stream-recordings/" + id + "/1-a.mp4");
    S3.putObject("example-media", "stream-recordings/" + id + "/1-a.exe");
    var before = List.of(session(id), List.copyOf(LOCAL.items("Recording")));

    var reply = stopWith(id, url.replace("LIVE", id).replace("OTHER", other));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("success").asBoolean(true)).isFalse();
    assertThat(reply.json().path("message").asText()).contains("recordingUrl");
    assertThat(List.of(session(id), List.copyOf(LOCAL.items("Recording")))).isEqualTo(before);
  }

  @Test
  void theStatedDurationCountsWhileThatOfTheMediaIsUnknown() throws Exception {
    library.recording("a", "anna", NOON, "recordingDurationMs=");
    var id = goLive();
    library.clock.advance(HOUR);
    stop(id, "{\"durationSeconds\": 59.6, \"playbackUrl\": \"https://example.com\"}");

    assertThat(duration(id)).isEqualTo(60);

    library.recording("b", "anna", NOON.plusSeconds(60));
    stop(id, "{\"durationSeconds\": null}");
    assertThat(duration(id)).isEqualTo(3600);
  }

  private int duration(String id) throws Exception {
    JsonNode data = library.ask(ONE).id(id).publicly().json().path("data");
    return data.path("durationSeconds").asInt();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"durationSeconds\": -1}",
        "{\"durationSeconds\": \"60\"}",
        "{\"durationSeconds\": 1e999}",
        "{\"recordingUrl\": 5}",
        "[]",
        "{"
      })
  void aBodyThatIsNotUnderstoodIsRefusedInTheFormOfTheGuide(String body) throws Exception {
    var id = goLive();

    var reply = stop(id, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("statusCode").intValue()).isEqualTo(400);
    assertThat(session(id)).containsEntry("status", s("LIVE"));
  }

  @Test
  void onlyTheOwnerEndsAStreamAndOnlyOneOfAnApp() throws Exception {
    library.stream("st-anna", "anna", NOON);
    var id = goLive();

    assertThat(library.ask(STOP).id(id).by(BEN).status()).isEqualTo(404);
    assertThat(library.ask(STOP).id("live-none").by(ANNA).status()).isEqualTo(404);
    assertThat(library.ask(STOP).id("..").by(ANNA).status()).isEqualTo(404);
    assertThat(library.ask(STOP).id("st-anna").by(BEN).status()).isEqualTo(404);
    assertThat(library.ask(STOP).id("st-anna").by(ANNA).status()).isEqualTo(409);
    assertThat(library.ask(STOP).id(id).by(OPERATOR).status()).isEqualTo(200);
  }

  @Test
  void aCallerWithoutAProfileHasNoStreams() throws Exception {
    var nameless = library.ask(START).by(Map.of());
    var operator = library.ask(START).by(OPERATOR);

    assertThat(nameless.status()).isEqualTo(401);
    assertThat(nameless.json().path("message").asText())
        .isEqualTo("The token names no profile. Sign in as another caller.");
    assertThat(operator.status()).isEqualTo(400);
    assertThat(operator.json().path("message").asText()).contains("operator");
  }
}
