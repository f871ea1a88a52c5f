package ivs.recordings.local;

import static ivs.recordings.local.LibraryClient.bytes;
import static ivs.recordings.local.LibraryClient.json;
import static ivs.recordings.local.LibraryClient.put;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.ProjectTemplate;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A client that brings a file in: from the address it is given to the recording that is played.
final class EmbeddedUploadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final CloseableStack RUNNING = new CloseableStack();
  private static final int MIB = 1024 * 1024;

  private static LibraryClient client;

  @BeforeAll
  static void start() throws Exception {
    var options = new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of());
    client = new LibraryClient(RUNNING.add(EmbeddedSystem.start(options), EmbeddedSystem::close));
  }

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @Test
  void aRecordingOfACallIsUploadedListedPlayedAndSaved() throws Exception {
    var file = webm(40_000);
    var asked =
        """
        {"room_id": "abc123", "filename": "recording-1234567890.webm",
         "contentType": "video/webm", "size": %d}\
        """
            .formatted(file.length);

    var given = json(client.post("anna", "/recordings/upload-url", asked), 200);
    assertThat(given.path("expires_in").asInt()).isEqualTo(1800);
    assertThat(given.path("s3_key").asText())
        .matches("recordings/abc123/\\d{8}-\\d{6}-recording-1234567890\\.webm");
    var url = given.path("upload_url").asText();
    assertThat(put(url, "video/mp4", file)).as("another type").isEqualTo(403);
    assertThat(put(url, "video/webm", webm(39_999))).as("another length").isGreaterThan(399);
    assertThat(put(url, "video/webm", file)).isEqualTo(200);

    var id = "upload:" + given.path("recording_id").asText();
    var recording = client.awaitStatus("anna", id, "AVAILABLE");
    assertThat(recording.path("source").asText()).isEqualTo("UPLOAD");
    var listed =
        json(client.get("anna", "/recordings?room_id=abc123"), 200).path("recordings").path(0);
    assertThat(listed.path("filename").asText()).isEqualTo("recording-1234567890.webm");
    assertThat(listed.path("room_id").asText()).isEqualTo("abc123");
    assertThat(listed.path("size").asLong()).isEqualTo(file.length);
    assertThat(bytes(listed.path("download_url").asText())).isEqualTo(file);
    assertThat(json(client.get("ben", "/recordings?room_id=abc123"), 200).path("recordings"))
        .isEmpty();
    assertThat(client.get("ben", "/v1/recordings/" + id).statusCode()).isEqualTo(404);

    var grant = json(client.post("anna", "/v1/recordings/%s/playback".formatted(id), "{}"), 200);
    assertThat(grant.path("type").asText()).isEqualTo("video/webm");
    assertThat(bytes(grant.path("url").asText())).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "video/mp4, movie.mp4, UPLOAD_TYPE_MISMATCH",
    "video/quicktime, movie.mov, UPLOAD_TYPE_MISMATCH"
  })
  void whatIsNotWhatWasDeclaredFails(String type, String name, String reason) throws Exception {
    var asked =
        """
        {"room_id": "lab", "filename": "%s", "contentType": "%s"}\
        """
            .formatted(name, type);
    var given = json(client.post("anna", "/recordings/upload-url", asked), 200);

    assertThat(put(given.path("upload_url").asText(), type, webm(1000))).isEqualTo(200);

    var recording =
        client.awaitStatus("anna", "upload:" + given.path("recording_id").asText(), "FAILED");
    assertThat(recording.path("error").path("code").asText()).isEqualTo(reason);
  }

  @Test
  void twoFilesOfOneNameInOneSecondAreTwoRecordings() throws Exception {
    var asked = "{\"room_id\": \"twins\", \"filename\": \"clip.mp4\"}";

    var first = json(client.post("anna", "/recordings/upload-url", asked), 200);
    var second = json(client.post("anna", "/recordings/upload-url", asked), 200);

    assertThat(first.path("s3_key")).isNotEqualTo(second.path("s3_key"));
    assertThat(first.path("recording_id")).isNotEqualTo(second.path("recording_id"));
  }

  @Test
  void anUploadInPartsGoesOnWithWhatIsMissing() throws Exception {
    var file = webm(20 * MIB + 17);
    var asked =
        "{\"fileName\": \"long.webm\", \"contentType\": \"video/webm\", \"size\": %d}"
            .formatted(file.length);
    var begun = json(client.post("anna", "/v1/uploads", asked), 201);
    var path = "/v1/uploads/" + begun.path("recordingId").asText();
    assertThat(begun.path("partSize").asInt()).isEqualTo(8 * MIB);
    assertThat(begun.path("partCount").asInt()).isEqualTo(3);

    send(path, file, "1, 3");
    var problem = json(client.post("anna", path + "/complete", ""), 409);
    assertThat(problem.path("detail").asText()).isEqualTo("Send parts 2.");
    assertThat(json(client.get("anna", path), 200).path("parts"))
        .extracting(part -> part.path("partNumber").asInt())
        .containsExactly(1, 3);
    assertThat(client.post("ben", path + "/parts", "{\"partNumbers\": [2]}").statusCode())
        .isEqualTo(404);
    send(path, file, "2");
    for (int times = 0; times < 2; times++) {
      assertThat(
              json(client.post("anna", path + "/complete", ""), 200).path("isComplete").asBoolean())
          .isTrue();
    }

    client.awaitStatus("anna", begun.path("recordingId").asText(), "AVAILABLE");
    var grant =
        json(
            client.post(
                "anna",
                "/v1/recordings/%s/download".formatted(begun.path("recordingId").asText()),
                "{}"),
            200);
    assertThat(bytes(grant.path("url").asText())).isEqualTo(file);
    assertThat(client.post("anna", path + "/parts", "{\"partNumbers\": [2]}").statusCode())
        .isEqualTo(409);
  }

  private static void send(String path, byte[] file, String numbers) throws Exception {
    var signed =
        json(
            client.post("anna", path + "/parts", "{\"partNumbers\": [%s]}".formatted(numbers)),
            200);
    for (var part : signed.path("parts")) {
      var from = (part.path("partNumber").asInt() - 1) * 8 * MIB;
      var bytes = Arrays.copyOfRange(file, from, from + part.path("size").asInt());
      var sent =
          LibraryClient.HTTP.send(
              HttpRequest.newBuilder(URI.create(part.path("url").asText()))
                  .PUT(BodyPublishers.ofByteArray(bytes))
                  .build(),
              BodyHandlers.ofString());
      assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
    }
  }

  /// The stream guide's flow: go live, stop, upload the file as a form, find it in the list.
  @Test
  void aStreamIsStartedEndedUploadedAndListed() throws Exception {
    var live = json(client.post("anna", "/streams/go-live", "{\"title\": \"Evening\"}"), 201);
    var stream = live.path("data").path("streamId").asText();
    var stop =
        client
            .request("anna", "/streams/%s/stop-live".formatted(stream))
            .method("PATCH", BodyPublishers.ofString("{\"durationSeconds\": 30}"))
            .build();
    json(LibraryClient.HTTP.send(stop, BodyHandlers.ofString()), 200);
    var file = webm(5000);
    var form =
        LibraryClient.HTTP.send(
            client
                .request("anna", "/streams/%s/upload-recording".formatted(stream))
                .header("Content-Type", "multipart/form-data; boundary=x-y")
                .POST(
                    BodyPublishers.concat(
                        BodyPublishers.ofString(
                            "--x-y\r\nContent-Disposition: form-data; name=\"recording\";"
                                + " filename=\"Evening – 1.webm\"\r\n"
                                + "Content-Type: video/webm\r\n\r\n"),
                        BodyPublishers.ofByteArray(file),
                        BodyPublishers.ofString("\r\n--x-y--\r\n")))
                .build(),
            BodyHandlers.ofString());

    var data = json(form, 200).path("data");
    assertThat(data.path("status").asText()).isEqualTo("OFFLINE");
    assertThat(data.path("recordingId").asText())
        .matches("stream-recordings/%s/\\d{13}-Evening___1\\.webm".formatted(stream));
    var until = Instant.now().plus(PATIENCE);
    while (!client.get("anna", "/streams/recordings").body().contains(stream)) {
      assertThat(Instant.now()).isBefore(until);
      Thread.sleep(100);
    }
    var shown =
        json(client.get("ben", "/streams/%s/recording".formatted(stream)), 200).path("data");
    assertThat(shown.path("title").asText()).isEqualTo("Evening");
    assertThat(bytes(shown.path("recordingUrl").asText())).isEqualTo(file);
    assertThat(bytes(data.path("recordingUrl").asText())).isEqualTo(file);
  }

  @Test
  void anUploadThatIsGivenUpFails() throws Exception {
    var begun = json(client.post("anna", "/v1/uploads", "{\"size\": 1000}"), 201);
    var path = "/v1/uploads/" + begun.path("recordingId").asText();

    var answer =
        LibraryClient.HTTP.send(
            client.request("anna", path).DELETE().build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var recording = client.awaitStatus("anna", begun.path("recordingId").asText(), "FAILED");
    assertThat(recording.path("error").path("code").asText()).isEqualTo("UPLOAD_ABANDONED");
  }

  /// The first bytes of a WebM file, and noise.
  private static byte[] webm(int length) {
    var file = new byte[length];
    new Random(length).nextBytes(file);
    System.arraycopy(new byte[] {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3}, 0, file, 0, 4);
    System.arraycopy("webm".getBytes(US_ASCII), 0, file, 8, 4);
    return file;
  }
}
