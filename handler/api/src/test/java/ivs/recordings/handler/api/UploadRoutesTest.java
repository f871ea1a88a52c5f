package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.store.LocalTables;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Uploads as far as no file has come: what is answered to a client, and which row is written.
final class UploadRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int NAMES = Integer.getInteger("soak.requests", 300) / 2;

  private static final List<String> PIECES =
      List.of(
          "a",
          "Z9",
          ".",
          "..",
          "/",
          "\\",
          "%2e",
          "\u0000",
          "\r\nSet-Cookie: x",
          "\u202e",
          "é",
          "\ud800",
          " ",
          "\"",
          "?",
          "#",
          ".mp4",
          ".webm",
          ".mov",
          ".exe",
          "; filename=x");

  private static final List<String> TYPES =
      List.of(
          "video/mp4",
          "video/webm",
          "video/webm;codecs=vp8,opus",
          "video/quicktime",
          "text/html",
          "video/mp4\r\nx: y",
          "",
          "VIDEO/MP4",
          "video/mp4; charset=\u00e9",
          "null");

  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

  @Test
  void theRowIsThereFromTheRequestOn() throws Exception {
    var given =
        ask(
            """
            {"room_id": "abc", "filename": "Call 1.webm", "contentType": "video/webm",
             "size": 12345678}\
            """);

    assertThat(given.path("expires_in").asInt()).isEqualTo(1800);
    assertThat(given.path("s3_key").asText())
        .isEqualTo("recordings/abc/20261120-120000-Call_1.webm");
    var query = URI.create(given.path("upload_url").asText()).getQuery();
    assertThat(query)
        .contains("X-Amz-SignedHeaders=content-length;content-type;host", "X-Amz-Expires=1800");
    var id = "upload:" + given.path("recording_id").asText();
    var row = library.ask("GET /v1/recordings/{id}").id(id).by(ANNA).json();
    assertThat(row.path("status").asText()).isEqualTo("RECORDING");
    assertThat(row.path("source").asText()).isEqualTo("UPLOAD");
    assertThat(row.path("streamSessionId").asText()).isEqualTo("room:anna/abc");
    assertThat(library.ask("GET /v1/recordings/{id}").id(id).by(BEN).status()).isEqualTo(404);
    var listed = library.ask("GET /recordings").by(ANNA).json().path("recordings");
    assertThat(listed).hasSize(1);
    assertThat(listed.path(0).path("download_url").isNull()).isTrue();
    assertThat(library.ask("GET /recordings").by(BEN).json().path("recordings")).isEmpty();
  }

  @Test
  void filesOfOneNameInOneSecondHavePlacesOfTheirOwn() throws Exception {
    var asked = "{\"room_id\": \"twins\", \"filename\": \"clip.mp4\"}";

    var keys =
        List.of(ask(asked), ask(asked), ask(asked)).stream()
            .map(given -> given.path("s3_key").asText())
            .toList();

    assertThat(keys)
        .containsExactly(
            "recordings/twins/20261120-120000-clip.mp4",
            "recordings/twins/20261120-120000-clip-2.mp4",
            "recordings/twins/20261120-120000-clip-3.mp4");
  }

  private JsonNode ask(String body) throws Exception {
    var reply = library.ask("POST /recordings/upload-url").body(body).by(ANNA);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|room_id must have 1 to 64 letters, digits, '_' and '-'.",
        "{\"room_id\": \"../x\"}|room_id must have 1 to 64 letters, digits, '_' and '-'.",
        "{\"room_id\": \"a\", \"contentType\": \"text/html\"}|contentType must be video/mp4, video/webm or video/quicktime.",
        "{\"room_id\": \"a\", \"filename\": \"a.mp4\", \"contentType\": \"video/webm\"}|contentType and the extension of filename do not agree.",
        "{\"room_id\": \"a\", \"size\": 0}|size must be a whole number of bytes from 1 to 5368709120.",
        "{\"room_id\": \"a\", \"size\": \"12\"}|size must be a whole number of bytes from 1 to 5368709120.",
        "{\"room_id\": \"a\", \"filename\": 7}|filename must be a string."
      })
  void whatCannotBeTakenIsToldInASentence(String body, String sentence) throws Exception {
    var reply = library.ask("POST /recordings/upload-url").body(body).by(ANNA);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("detail").asText()).isEqualTo(sentence);
  }

  @Test
  void anOperatorBringsNothingIn() throws Exception {
    var reply = library.ask("POST /v1/uploads").body("{\"size\": 5}").by(OPERATOR);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("An operator brings nothing in: sign in as the owner.");
  }

  @ParameterizedTest
  @CsvSource({"st-ben, 404", "none, 404"})
  void onlyAStreamOfOnesOwnTakesAFile(String stream, int status) throws Exception {
    library.stream("st-ben", "ben", NOON);

    assertThat(
            library
                .ask("POST /v1/uploads")
                .body("{\"size\": 5, \"streamId\": \"%s\"}".formatted(stream))
                .by(ANNA)
                .status())
        .isEqualTo(status);
    assertThat(
            library
                .ask("POST /streams/{id}/upload-recording")
                .id(stream)
                .body("{\"filename\": \"a.mp4\"}")
                .by(ANNA)
                .status())
        .isEqualTo(status);
  }

  @Test
  void aRecordingOfAStreamIsAnnouncedAndTooLongAFormGetsItsAddress() throws Exception {
    library.stream("st-anna", "anna", NOON.minus(Duration.ofHours(1)));

    var announced =
        library
            .ask("POST /streams/{id}/upload-recording")
            .id("st-anna")
            .body("{\"filename\": \"a.mp4\", \"contentType\": \"video/mp4\", \"size\": 99}")
            .by(ANNA);
    var sent =
        library
            .ask("POST /streams/{id}/recording")
            .id("st-anna")
            .header("content-type", "multipart/form-data; boundary=----x")
            .base64Body(form("movie.mp4", "video/mp4", 4 * 1024 * 1024 + 1))
            .by(ANNA);

    assertThat(announced.status()).isEqualTo(200);
    assertThat(announced.json().path("recordingId").asText())
        .isEqualTo("stream-recordings/st-anna/%d-a.mp4".formatted(NOON.toEpochMilli()));
    assertThat(sent.status()).isEqualTo(413);
    assertThat(sent.json().path("success").asBoolean()).isFalse();
    assertThat(sent.json().path("uploadUrl").asText()).contains("-movie.mp4?");
  }

  private static String form(String name, String type, int length) {
    var text =
        "------x\r\nContent-Disposition: form-data; name=\"recording\"; filename=\"%s\"\r\n"
                .formatted(name)
            + "Content-Type: %s\r\n\r\n%s\r\n------x--\r\n".formatted(type, "x".repeat(length));
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/form-data; boundary=y|The form must have a file in the field recording.",
        "multipart/form-data|The form has no boundary.",
        "multipart/form-data; boundary=|The form has no boundary."
      })
  void aFormWithoutTheFileIsRefused(String type, String sentence) throws Exception {
    library.stream("st-anna", "anna", NOON);

    var reply =
        library
            .ask("POST /streams/{id}/recording")
            .id("st-anna")
            .header("content-type", type)
            .base64Body(form("movie.mp4", "video/mp4", 10))
            .by(ANNA);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("message").asText()).contains(sentence);
  }

  @Test
  void noNameAndNoTypeFailsOrLeavesItsFolder() throws Exception {
    var seed = Long.getLong("requests.seed", System.nanoTime());
    System.out.printf("Names: %,d with -Drequests.seed=%d%n", NAMES, seed);
    var random = new Random(seed);
    for (int i = 0; i < NAMES; i++) {
      library.clock.advance(Duration.ofSeconds(1));
      var body = JSON.createObjectNode().put("room_id", "lab");
      var name =
          IntStream.range(0, random.nextInt(6))
              .mapToObj(_ -> PIECES.get(random.nextInt(PIECES.size())))
              .collect(Collectors.joining());
      body.put("filename", name);
      if (random.nextBoolean()) {
        body.put("contentType", TYPES.get(random.nextInt(TYPES.size())));
      }

      var reply = library.ask("POST /recordings/upload-url").body(body.toString()).by(ANNA);

      assertThat(reply.status()).as("%s", body).isIn(200, 400);
      if (reply.status() == 200) {
        var key = reply.json().path("s3_key").asText();
        var url = reply.json().path("upload_url").asText();
        assertThat(key).matches("recordings/lab/\\d{8}-\\d{6}-[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
        assertThat(URLDecoder.decode(URI.create(url).getRawPath(), StandardCharsets.UTF_8))
            .isEqualTo("/example-media/" + key);
        assertThat(url).matches("[!-~]+");
      }
    }
  }
}
