package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.store.LocalTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists, answers and changes of recordings, on DynamoDB Local.
final class RecordingRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String LIST = "GET /v1/recordings";
  private static final String GET = "GET /v1/recordings/{id}";
  private static final String PATCH = "PATCH /v1/recordings/{id}";

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final ApiFixture library = new ApiFixture(counting.client());

  @BeforeEach
  void someRecordings() {
    library.recording("a", "anna", NOON.minus(Duration.ofHours(30)), "title=Morning RUN");
    library.recording("b", "ben", NOON.minus(Duration.ofHours(20)), "availableAt=");
    library.recording(
        "c",
        "anna",
        NOON.minus(Duration.ofHours(10)),
        "recordingStatus=FAILED",
        "recordingStatusReason=ValidationException",
        "availableAt=");
    library.recording(
        "d", "anna", NOON.minus(Duration.ofHours(5)), "recordingStatus=FAILED", "source=UPLOAD");
    library.recording(
        "e",
        "anna",
        NOON.minus(Duration.ofMinutes(1)),
        "recordingStatus=STARTED",
        "endTime=",
        "availableAt=",
        "recordingDurationMs=");
  }

  @ParameterizedTest
  @CsvSource({
    "'', e d c a",
    "sort=startedAt, a c d e",
    "status=AVAILABLE, d a",
    "status=FAILED, c",
    "status=RECORDING, e",
    "status=DELETED, ''",
    "source=UPLOAD, d",
    "q=run, a",
    "q=nothing, ''",
    "from=2026-11-20T02:00:00Z, e d c",
    "to=2026-11-20T02:00:00Z, a",
    "from=2026-11-20T02:00:00Z&to=2026-11-20T07:00:00.001Z, d c",
    "sort=startedAt&from=2026-11-20T02:00:00Z&to=2026-11-20T07:00:00Z, c",
    "from=2026-11-20T03:00:00%2B01:00, e d c",
    "status=AVAILABLE&q=morning, a",
    "limit=2, e d"
  })
  void anOwnerSeesItsOwnThatMatchEveryFilter(String query, String expected) throws Exception {
    assertThat(ids(list(query).by(ANNA))).isEqualTo(words(expected));
    assertThat(ids(list(query).by(OPERATOR)).stream().filter(id -> !id.equals("b")))
        .containsExactlyElementsOf(query.equals("limit=2") ? List.of("e", "d") : words(expected));
  }

  @Test
  void aRecordingIsShownInTheFormOfTheContract() throws Exception {
    var items = list("").by(OPERATOR).json().path("items");

    assertThat(items.path(4))
        .isEqualTo(
            json(
                """
                {"recordingId": "a", "status": "AVAILABLE", "profileId": "anna",
                 "streamSessionId": "st-anna", "source": "IVS_CHANNEL",
                 "startedAt": "2026-11-19T06:00:00Z", "endedAt": "2026-11-19T07:00:00Z",
                 "durationMs": 3600000, "title": "Morning RUN", "thumbnailUrl": null,
                 "visibility": null, "version": 3}
                """));
    assertThat(items.path(2).path("error").path("code").asText()).isEqualTo("ValidationException");
    assertThat(items.path(1).path("partial").asBoolean()).isTrue();
    assertThat(items.path(3).path("status").asText()).isEqualTo("PROCESSING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1,2",
        "limit=99999999999",
        "status=available",
        "source=S3",
        "from=yesterday",
        "to=2026-11-20",
        "from=+99999-01-01T00:00:00Z",
        "sort=title",
        "count=yes",
        "cursor=AAAA",
        "cursor=!",
        "q=\u202Eevil",
        "q=a\r\nb"
      })
  void aMistypedParameterIsRefusedWithAWord(String query) throws Exception {
    var reply = list(query).by(ANNA);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(reply.json().path("detail").asText()).isNotBlank().doesNotContain("\n", "\u202E");
  }

  @Test
  void aCursorIsTakenForItsListAndCallerADayLong() throws Exception {
    var cursor = list("limit=1&status=AVAILABLE").by(ANNA).json().path("nextCursor").asText();
    var next = "limit=5&status=AVAILABLE&cursor=" + cursor;

    assertThat(ids(list(next).by(ANNA))).containsExactly("a");
    assertThat(list(next).by(BEN).status()).isEqualTo(400);
    assertThat(list(next).by(OPERATOR).status()).isEqualTo(400);
    assertThat(list(next + "&q=run").by(ANNA).status()).isEqualTo(400);
    assertThat(list(next + "&sort=startedAt").by(ANNA).status()).isEqualTo(400);
    assertThat(list(next.substring(0, next.length() - 2) + "zz").by(ANNA).status()).isEqualTo(400);
    var elsewhere = new ApiFixture(LOCAL.dynamo(), Map.of(), "another key");
    assertThat(
            elsewhere
                .ask(LIST)
                .query("cursor", cursor)
                .query("status", "AVAILABLE")
                .by(ANNA)
                .status())
        .isEqualTo(400);
    library.clock.advance(Duration.ofHours(24).minusSeconds(1));
    assertThat(list(next).by(ANNA).status()).isEqualTo(200);
    library.clock.advance(Duration.ofSeconds(1));
    assertThat(list(next).by(ANNA).status()).isEqualTo(400);
  }

  @Test
  void aPageWithinAMonthCostsOneQuery() throws Exception {
    counting.calls();
    list("limit=2").by(OPERATOR);
    assertThat(counting.calls().stream().filter("Query"::equals)).hasSizeLessThanOrEqualTo(2);
    var cursor = list("limit=2").by(OPERATOR).json().path("nextCursor").asText();
    counting.calls();

    list("limit=2&cursor=" + cursor).by(OPERATOR);

    assertThat(counting.calls()).containsExactly("Query");
    list("limit=2").by(ANNA);
    assertThat(counting.calls()).containsExactly("Query");
  }

  @Test
  void aTotalIsCountedOnRequest() throws Exception {
    assertThat(list("").by(ANNA).json().has("total")).isFalse();
    assertThat(list("limit=1&count=true&status=AVAILABLE").by(ANNA).json().path("total").asInt())
        .isEqualTo(2);
    var all = list("limit=1&count=true").by(OPERATOR).json();
    assertThat(all.path("total").asInt()).isEqualTo(5);
    assertThat(all.path("isTotalExact").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "missing", "../a", "%2e%2e", "a\r\nb", "\u202Ea", "a b", "a#b", ""})
  void whatIsForeignOrNothingAtAllIsNotFound(String id) throws Exception {
    var foreign = library.ask(GET).id(id).by(ANNA);

    assertThat(foreign.status()).isEqualTo(404);
    assertThat(library.ask(PATCH).id(id).header("if-match", "*").body("{}").by(ANNA).json())
        .isEqualTo(foreign.json());
  }

  @Test
  void aTildeStandsForASlash() throws Exception {
    library.recording("participant:bucket/stage/x", "anna", NOON);

    assertThat(library.ask(GET).id("participant:bucket~stage~x").by(ANNA).status()).isEqualTo(200);
    assertThat(library.ask(GET).id("participant:bucket/stage/x").by(ANNA).status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatTheClientHasIsNotSentAgain() throws Exception {
    var first = library.ask(GET).id("a").by(ANNA);
    assertThat(first.tag()).matches("\"3-AVAILABLE-\\d+\"");

    for (var header : List.of(first.tag(), "W/" + first.tag(), "\"x\", " + first.tag(), "*")) {
      assertThat(library.ask(GET).id("a").header("If-None-Match", header).by(ANNA).status())
          .as(header)
          .isEqualTo(304);
    }
    assertThat(
            library.ask(GET).id("a").header("if-none-match", "\"2-AVAILABLE-1\"").by(ANNA).status())
        .isEqualTo(200);
    library.clock.advance(Duration.ofHours(1));
    assertThat(library.ask(GET).id("a").header("if-none-match", first.tag()).by(ANNA).status())
        .isEqualTo(200);
  }

  @Test
  void aPatchChangesWhatItNamesAndNothingElse() throws Exception {
    var before = library.row("Recording", "recordingId", "a");

    var changed =
        patch("a", "\"3-AVAILABLE-1\"", "{\"title\": \"Evening\", \"visibility\": \"PRIVATE\"}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("title").asText()).isEqualTo("Evening");
    assertThat(changed.tag()).startsWith("\"4-");
    var after = new HashMap<>(library.row("Recording", "recordingId", "a"));
    after.keySet().removeAll(List.of("title", "visibility", "version", "updatedAt"));
    assertThat(before).containsAllEntriesOf(after);
    var removed = patch("a", changed.tag(), "{\"title\": null}");
    assertThat(removed.json().path("title").isNull()).isTrue();
    assertThat(removed.json().path("visibility").asText()).isEqualTo("PRIVATE");
    assertThat(patch("a", removed.tag(), "{\"title\": null}").json().path("version").asInt())
        .as("unchanged means no write")
        .isEqualTo(5);
  }

  @Test
  void aPatchOfAnOlderVersionIsStale() throws Exception {
    assertThat(library.ask(PATCH).id("a").body("{}").by(ANNA).status()).isEqualTo(428);
    assertThat(patch("a", "\"2-AVAILABLE-1\"", "{\"title\": \"x\"}").status()).isEqualTo(412);
    assertThat(patch("a", "nonsense", "{\"title\": \"x\"}").status()).isEqualTo(412);
    var raced =
        new ApiFixture(
            CountingClient.raced(
                LOCAL.dynamo(),
                call -> CountingClient.isUpdateOf("Recording", call),
                () -> library.recording("a", "anna", NOON, "version=4")));
    assertThat(
            raced
                .ask(PATCH)
                .id("a")
                .header("if-match", "\"3-x-1\"")
                .body("{\"title\": \"x\"}")
                .by(ANNA)
                .status())
        .isEqualTo(412);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"title\": 7}",
        "{\"title\": \"\"}",
        "{\"title\": \"a\\r\\nb\"}",
        "{\"title\": \"\\u202Eevil\"}",
        "{\"title\": \"\\ud800\"}",
        "{\"profileId\": \"ben\"}",
        "{\"visibility\": \"SECRET\"}",
        "{\"title\": \"a\", \"title\": \"b\"}"
      })
  void aBodyThatIsNoPatchIsRefused(String body) throws Exception {
    assertThat(patch("a", "*", body).status()).isEqualTo(400);
    assertThat(library.attribute("Recording", "recordingId", "a", "title")).contains("Morning RUN");
  }

  @Test
  void aTitleHasAtMostTwoHundredCharacters() throws Exception {
    assertThat(patch("a", "*", "{\"title\": \"%s\"}".formatted("x".repeat(200))).status())
        .isEqualTo(200);
    assertThat(patch("a", "*", "{\"title\": \"%s\"}".formatted("x".repeat(201))).status())
        .isEqualTo(400);
  }

  @Test
  void aDeletedRecordingIsShownAndNotChanged() throws Exception {
    library.recording("x", "anna", NOON, "deletedAt=2026-11-20T12:00:00Z");

    assertThat(library.ask(GET).id("x").by(ANNA).json().path("status").asText())
        .isEqualTo("DELETED");
    assertThat(patch("x", "*", "{\"title\": \"x\"}").status()).isEqualTo(404);
  }

  @Test
  void aTokenWithoutAProfileIsRefused() throws Exception {
    assertThat(list("").by(Map.of("role", "viewer")).status()).isEqualTo(401);
    assertThat(list("").by(Map.of("sub", " ")).status()).isEqualTo(401);
    assertThat(list("").by(Map.of("role", "[viewer operator]")).status()).isEqualTo(200);
    assertThat(list("").by(Map.of("role", "cooperator")).status()).isEqualTo(401);
    assertThat(list("").by(Map.of("role", "camera operator")).status()).isEqualTo(401);
    var other =
        new ApiFixture(
            LOCAL.dynamo(), Map.of("PROFILE_CLAIM", "custom:id", "ROLE_CLAIM", "groups"), "key");
    assertThat(ids(other.ask(LIST).by(Map.of("custom:id", "ben", "sub", "anna"))))
        .containsExactly("b");
    assertThat(ids(other.ask(LIST).by(Map.of("groups", "operator", "sub", "x")))).hasSize(5);
  }

  private ApiFixture.Request list(String query) {
    var request = library.ask(LIST);
    for (var parameter : query.split("&", -1)) {
      var words = parameter.split("=", 2);
      if (words.length == 2) {
        request.query(words[0], words[1].replace("%2B", "+"));
      }
    }
    return request;
  }

  private Reply patch(String id, String ifMatch, String body) throws Exception {
    return library.ask(PATCH).id(id).header("if-match", ifMatch).body(body).by(ANNA);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  static List<String> ids(Reply reply) {
    var ids = new ArrayList<String>();
    reply.json().path("items").forEach(item -> ids.add(item.path("recordingId").asText()));
    return ids;
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
