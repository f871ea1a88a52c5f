package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.page.PageFile;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.playback.Audience;
import ivs.recordings.model.playback.Grant;
import ivs.recordings.model.playback.PlayToken;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.LocalTables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whatever is asked, on every route: an answer of openapi.yaml, and never one of 500 or above.
/// `-Drequests.seed` plays a run again; `-Psoak` asks 10,000.
final class GeneratedRequestsTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final int REQUESTS = Integer.getInteger("soak.requests", 500);

  private static final List<String> IDS =
      List.of(
          "a",
          "b",
          "st-anna",
          "live-anna",
          "none",
          "..",
          "../a",
          "..%2fa",
          "%2e%2e",
          "a/b",
          "a~b",
          "~",
          "",
          " ",
          "a\r\nSet-Cookie: x",
          "\u202Ea",
          "\u0000",
          "\ud800",
          "é",
          "a#b",
          "x".repeat(5000),
          "participant:b~c",
          "<script>",
          "' OR 1=1",
          "${jndi:ldap://x}");

  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "1",
          "5",
          "100",
          "101",
          "-1",
          "1e3",
          "99999999999999999999",
          "true",
          "AVAILABLE",
          "UPLOAD",
          "startedAt",
          "-startedAt",
          "2026-11-20T12:00:00Z",
          "2026-11-20",
          "2026-10-01",
          "-999999999-01-01",
          "+999999999-12-31",
          "source",
          "2026-11-20T12:00:00+14:00",
          "0001-01-01T00:00:00Z",
          "9998-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "null",
          "AAAAAAAA",
          "x".repeat(3000),
          "\u202E",
          "\r\n",
          "\ud800",
          "anna",
          "Gaming",
          "%",
          "[.*+?");

  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "cursor",
          "status",
          "source",
          "from",
          "to",
          "q",
          "sort",
          "count",
          "page",
          "creatorId",
          "categoryId",
          "search",
          "since",
          "until",
          "by",
          "profileId",
          "unknown");

  private static final List<String> TAGS =
      List.of(
          "*",
          "\"3-AVAILABLE-1\"",
          "W/\"2-ENDED-1\"",
          "\"\"",
          "\"",
          "",
          ",,,",
          "\"-\"",
          "\"99999999999999999999-x-1\"",
          "x".repeat(3000));

  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "{\"title\": \"x\"}",
          "{\"title\": null}",
          "{\"title\": 1e999999}",
          "{\"totalViews\": 1e999999999}",
          "{\"totalViews\": 9223372036854775808}",
          "{\"totalLikes\": 5}",
          "{\"hold\": true}",
          "{\"hold\": 0}",
          "{\"retainUntil\": \"2026-12-31T00:00:00+14:00\"}",
          "{\"retainUntil\": \"9999-12-31T00:00:00Z\"}",
          "{\"visibility\": \"PUBLIC\"}",
          "{\"visibility\": []}",
          "{\"description\": \"\\u202e\"}",
          "{\"thumbnail\": \"../../x\"}",
          "[".repeat(5000),
          "{\"title\": \"" + "x".repeat(100_000) + "\"}",
          "{\"url\": \"https://hooks.example.com/in\"}",
          "{\"url\": \"https://10.0.0.1/in\", \"types\": [1e999999]}",
          "{\"since\": \"9999-12-31T00:00:00Z\"}",
          "{\"categoryId\": \"Gaming\"}",
          "{\"durationSeconds\": 1e999999}",
          "{\"recordingUrl\": \"https://x.s3.amazonaws.com/%2e%2e\"}",
          "{\"recordingUrl\": \"s3://example-recordings/a\"}",
          "\u0000");

  /// Of a recording that has no image.
  private static final String TOKEN =
      PlayToken.signed(
          "the key of tests".getBytes(StandardCharsets.UTF_8),
          new Grant(
              new RecordingId("a"),
              Optional.empty(),
              Purpose.THUMBNAIL,
              Audience.OWNER,
              NOON.plusSeconds(60)));

  /// Of a stream that is gone.
  private static final String STREAM_TOKEN =
      PlayToken.signed(
          "the key of tests".getBytes(StandardCharsets.UTF_8),
          Grant.ofStream(new StreamId("st-none"), NOON.plusSeconds(60)));

  private final long seed = Long.getLong("requests.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

  @Test
  void everyAnswerIsOneThatTheDocumentPromisesAndNoneFails() throws Exception {
    System.out.printf("Requests: %,d with -Drequests.seed=%d%n", REQUESTS, seed);
    library.stream("st-anna", "anna", NOON);
    library.stream("live-anna", "anna", NOON, "status=LIVE", "endTime=");
    library.recording("a", "anna", NOON);
    library.recording("b", "ben", NOON);
    var routes = List.copyOf(OpenApiDocument.PROJECT.routeKeys());
    for (int i = 0; i < REQUESTS; i++) {
      var route = any(routes);
      var request = library.ask(route);
      var said = new StringBuilder(route);
      if (route.contains("{id}")) {
        var id = any(IDS);
        request.id(id);
        said.append(" id=").append(id);
      }
      if (route.contains("{delivery}")) {
        request.path("delivery", any(IDS));
      }
      if (route.contains("{token}")) {
        request.path("token", any(List.of(TOKEN, STREAM_TOKEN, TOKEN.substring(1), any(IDS))));
        request.path("path", any(List.of("thumbnail", "master.m3u8", "chapters.json", any(IDS))));
      }
      if (route.contains("{file+}")) {
        request.path("file", any(List.of(PageFile.all().version(), "..", "")) + "/" + any(IDS));
      }
      for (int n = random.nextInt(4); n > 0; n--) {
        var name = any(PARAMETERS);
        var value = any(VALUES);
        request.query(name, value);
        said.append(' ').append(name).append('=').append(value);
      }
      if (random.nextInt(3) > 0) {
        request.header(any(List.of("If-Match", "if-none-match")), any(TAGS));
      }
      if (random.nextInt(3) > 0) {
        var body = any(BODIES);
        request.body(body);
        said.append(" body=").append(body, 0, Math.min(100, body.length()));
      }
      var reply =
          OpenApiDocument.PROJECT.isPublic(route)
              ? request.publicly()
              : request.by(any(List.of(ANNA, BEN, OPERATOR, Map.of("sub", ""))));
      assertThat(reply.status()).as("%s", said).isLessThan(500);
    }
  }

  /// A route that is added to the document is answered, too.
  @Test
  void everyRouteOfTheDocumentIsAnswered() throws Exception {
    library.stream("a", "anna", NOON);
    library.recording("a", "anna", NOON, "streamSessionId=a");
    for (var route : OpenApiDocument.PROJECT.routeKeys()) {
      library.recording("a", "anna", NOON, "streamSessionId=a"); // One route deletes it.
      var request = library.ask(route).id("a").header("if-match", "*").body("{}");
      request.path("file", PageFile.all().version() + "/app.js");
      request.path("token", TOKEN).path("path", "thumbnail");
      var expected =
          switch (route) {
            case "GET /streams/{id}/recording", "GET /play/{token}/{path+}" -> 404;
            case "DELETE /v1/recordings/{id}" -> 202;
            case "GET /v1/webhooks/{id}",
                "PATCH /v1/webhooks/{id}",
                "DELETE /v1/webhooks/{id}",
                "POST /v1/webhooks/{id}/test",
                "POST /v1/webhooks/{id}/rotate",
                "POST /v1/webhooks/{id}/replay",
                "GET /v1/webhooks/{id}/deliveries",
                "POST /v1/webhooks/{id}/deliveries/{delivery}/resend" ->
                404;
            case "POST /v1/webhooks" -> 400;
            case "PUT /v1/recordings/{id}/legal-hold", "POST /v1/recordings/{id}/exports" -> 400;
            // An operator brings nothing in.
            case "POST /streams/go-live",
                "POST /streams/start",
                "POST /recordings/upload-url",
                "GET /recordings",
                "POST /v1/uploads",
                "GET /v1/uploads/{id}",
                "DELETE /v1/uploads/{id}",
                "POST /v1/uploads/{id}/parts",
                "POST /v1/uploads/{id}/complete",
                "POST /streams/{id}/upload-recording",
                "POST /streams/{id}/recording" ->
                400;
            // There is no file, and nothing that is linked to the stream.
            case "POST /v1/recordings/{id}/download",
                "POST /v1/streams/{id}/playback",
                "PATCH /streams/{id}/stop-live",
                "PATCH /streams/{id}/end" ->
                409;
            default -> 200;
          };

      var reply = request.by(OPERATOR);

      assertThat(reply.status()).as(route).isEqualTo(expected);
    }
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
