package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.CHANNEL;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.ProfileTable;
import java.time.Duration;
import java.util.ArrayList;
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

/// The compatible routes, field by field as the guide of existing apps has them.
final class PublicRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String LIST = "GET /streams/recordings";
  private static final String ONE = "GET /streams/{id}/recording";

  private final ApiFixture library = new ApiFixture(LOCAL.dynamo());

  @BeforeEach
  void aPublicStream() {
    new ProfileTable(LOCAL.dynamo(), "Profile")
        .put(
            new Profile(
                new SourceArn(CHANNEL),
                new ProfileId("anna"),
                Optional.of("Anna's Channel"),
                Optional.empty(),
                Optional.of("anna_runs"),
                Optional.of("https://example.com/anna.png")));
    library.stream(
        "st-anna",
        "anna",
        NOON,
        "title=My Gaming Stream",
        "description=Valorant gameplay",
        "categoryId=Gaming",
        "totalViews=1500",
        "totalLikes=89");
    library.recording("a1", "anna", NOON.minusSeconds(60));
    library.recording("a2", "anna", NOON, "recordingDurationMs=3599600");
  }

  @Test
  void theListHasTheFieldsOfTheGuide() throws Exception {
    for (var route : List.of(LIST, "GET /streams/recorded")) {
      assertThat(library.ask(route).publicly().json())
          .isEqualTo(
              json(
                  """
                  {"success": true, "message": "Recorded streams retrieved successfully",
                   "data": [
                     {"_id": "st-anna", "title": "My Gaming Stream",
                      "description": "Valorant gameplay", "thumbnail": null, "status": "OFFLINE",
                      "recordingUrl": null, "playbackUrl": null, "durationSeconds": 3600,
                      "totalViews": 1500, "totalLikes": 89,
                      "startedAt": "2026-11-20T12:00:00.000Z",
                      "endedAt": "2026-11-20T13:00:00.000Z",
                      "creatorId": {"username": "anna_runs", "channelName": "Anna's Channel",
                                    "image": "https://example.com/anna.png"},
                      "categoryId": {"name": "Gaming"}}],
                   "meta": {"total": 1, "page": 1, "limit": 20, "totalPage": 1}}
                  """));
    }
  }

  @Test
  void oneStreamHasTheFieldsOfTheGuide() throws Exception {
    assertThat(library.ask(ONE).id("st-anna").publicly().json())
        .isEqualTo(
            json(
                """
                {"success": true, "message": "Stream recording retrieved successfully",
                 "data": {"streamId": "st-anna", "title": "My Gaming Stream",
                   "description": "Valorant gameplay", "thumbnail": null, "recordingUrl": null,
                   "playbackUrl": null, "durationSeconds": 3600, "totalViews": 1500,
                   "totalLikes": 89, "startedAt": "2026-11-20T12:00:00.000Z",
                   "endedAt": "2026-11-20T13:00:00.000Z",
                   "creatorId": {"username": "anna_runs", "channelName": "Anna's Channel",
                                 "image": "https://example.com/anna.png"},
                   "categoryId": {"name": "Gaming"}}}
                """));
  }

  @Test
  void withoutAUsernameItIsTheProfile() throws Exception {
    new ProfileTable(LOCAL.dynamo(), "Profile").remove(new SourceArn(CHANNEL));

    assertThat(library.ask(ONE).id("st-anna").publicly().json().path("data").path("creatorId"))
        .isEqualTo(json("{\"username\": \"anna\", \"channelName\": null, \"image\": null}"));
  }

  /// A channel may have changed hands since.
  @Test
  void whoOwnsTheChannelNowIsNotWhoStreamedThen() throws Exception {
    library.stream("st-ben", "ben", NOON);
    library.recording("b", "ben", NOON);

    assertThat(library.ask(ONE).id("st-ben").publicly().json().path("data").path("creatorId"))
        .isEqualTo(json("{\"username\": \"ben\", \"channelName\": null, \"image\": null}"));
  }

  @Test
  void aRowThatCannotBeReadHidesNoOther() throws Exception {
    library.stream("st-broken", "anna", NOON, "version=");

    var reply = library.ask(LIST).publicly();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("data")).hasSize(1);
  }

  /// The index may still have what is private, deleted or expired by now.
  @ParameterizedTest
  @CsvSource({
    "visibility=PRIVATE, ''",
    "visibility=, ''",
    "'', visibility=PRIVATE",
    "'', availableAt=",
    "'', deletedAt=2026-11-20T12:00:00Z",
    "'', retainUntil=2026-11-20T11:59:59Z"
  })
  void whatIsNotPublicAndAvailableIsNowhere(String ofStream, String ofRecording) throws Exception {
    library.stream("st-anna", "anna", NOON, ofStream.isEmpty() ? "title=x" : ofStream);
    for (var id : List.of("a1", "a2")) {
      library.recording(id, "anna", NOON, ofRecording.isEmpty() ? "title=x" : ofRecording);
    }

    assertThat(library.ask(LIST).publicly().json().path("data")).isEmpty();
    var one = library.ask(ONE).id("st-anna").publicly();
    assertThat(one.status()).isEqualTo(404);
    assertThat(one.json())
        .isEqualTo(
            json(
                """
                {"success": false, "statusCode": 404,
                 "message": "Recording not available for this stream"}
                """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"st-none", "../st-anna", "a\r\nb", "\u202E", "%2F", "", "st-anna~x"})
  void whatIsNoStreamHasNoRecording(String id) throws Exception {
    assertThat(library.ask(ONE).id(id).publicly().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "page, 0",
    "page, -1",
    "page, x",
    "page, 10001",
    "limit, 0",
    "limit, 101",
    "limit, 1.5",
    "page, 501"
  })
  void aPageOutOfBoundsIsRefusedInTheFormOfTheGuide(String name, String value) throws Exception {
    var reply = library.ask(LIST).query(name, value).publicly();

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("success").asBoolean(true)).isFalse();
    assertThat(reply.json().path("statusCode").asInt()).isEqualTo(400);
    assertThat(reply.json().path("message").asText()).isNotBlank();
  }

  @Test
  void filtersAndPagesGoTogether() throws Exception {
    for (int i = 0; i < 5; i++) {
      library.stream(
          "st-ben" + i,
          "ben",
          NOON.minus(Duration.ofDays(40L * i)),
          "categoryId=" + (i % 2 == 0 ? "Gaming" : "Music"),
          "title=Number " + i);
      library.recording("b" + i, "ben", NOON, "streamSessionId=st-ben" + i);
      addStream("b" + i, "st-ben" + i);
    }

    assertThat(ids(list(Map.of())))
        .containsExactly("st-ben0", "st-anna", "st-ben1", "st-ben2", "st-ben3", "st-ben4");
    assertThat(ids(list(Map.of("limit", "2", "page", "2")))).containsExactly("st-ben1", "st-ben2");
    assertThat(list(Map.of("limit", "4", "page", "2")).json().path("meta"))
        .isEqualTo(json("{\"total\": 6, \"page\": 2, \"limit\": 4, \"totalPage\": 2}"));
    assertThat(ids(list(Map.of("creatorId", "anna")))).containsExactly("st-anna");
    assertThat(ids(list(Map.of("categoryId", "Music")))).containsExactly("st-ben1", "st-ben3");
    assertThat(ids(list(Map.of("search", "vaLORant")))).containsExactly("st-anna");
    assertThat(
            ids(
                list(
                    Map.of("search", "number", "categoryId", "Gaming", "limit", "1", "page", "2"))))
        .containsExactly("st-ben2");
    assertThat(list(Map.of("search", "none")).json().path("meta").path("totalPage").asInt())
        .isZero();
  }

  @Test
  void aTotalIsKeptForAMinute() throws Exception {
    assertThat(list(Map.of("limit", "1")).json().path("meta").path("total").asInt()).isEqualTo(1);
    library.stream("st-ben", "ben", NOON.minusSeconds(1));
    library.recording("b", "ben", NOON);

    assertThat(list(Map.of("limit", "1")).json().path("meta").path("total").asInt()).isEqualTo(1);
    assertThat(list(Map.of("limit", "5")).json().path("meta").path("total").asInt()).isEqualTo(2);
    library.clock.advance(Duration.ofSeconds(60));
    assertThat(list(Map.of("limit", "1")).json().path("meta").path("total").asInt()).isEqualTo(2);
  }

  private static void addStream(String id, String stream) {
    Recordings.set(LOCAL.dynamo(), id, "streamIds", AttributeValue.fromSs(List.of(stream)));
  }

  private Reply list(Map<String, String> query) throws Exception {
    var request = library.ask(LIST);
    query.forEach(request::query);
    return request.publicly();
  }

  private static List<String> ids(Reply reply) {
    var ids = new ArrayList<String>();
    reply.json().path("data").forEach(stream -> ids.add(stream.path("_id").asText()));
    return ids;
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
