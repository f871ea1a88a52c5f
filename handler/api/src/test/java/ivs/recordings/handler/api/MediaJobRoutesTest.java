package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.media.MediaJobTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Exports, and the state of jobs. What stands for AWS Batch only keeps what it is sent.
final class MediaJobRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final ServedPlaylists S3 = new ServedPlaylists();

  private static final String EXPORT = "POST /v1/recordings/{id}/exports";
  private static final String JOBS = "GET /v1/recordings/{id}/jobs";
  private static final String MP4 = "{\"kind\": \"mp4\"}";

  /// Every submission: its Authorization, then its body.
  private final List<String> submitted = new ArrayList<>();

  private final List<String> lengths = new ArrayList<>();
  private volatile int status = 200;
  private HttpServer batch;
  private ApiFixture library;

  @BeforeEach
  void start() throws Exception {
    batch = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    batch.createContext(
        "/v1/submitjob",
        exchange -> {
          var bytes = exchange.getRequestBody().readAllBytes();
          submitted.add(exchange.getRequestHeaders().getFirst("Authorization"));
          submitted.add(new String(bytes, StandardCharsets.UTF_8));
          lengths.add(exchange.getRequestHeaders().getFirst("Content-Length"));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    batch.start();
    var variables = new HashMap<>(ApiFixture.PLAYBACK);
    variables.put("MEDIA_JOB_TABLE", "MediaJob");
    variables.put("MEDIA_JOB_QUEUE", "queue");
    variables.put("MEDIA_JOB_DEFINITION", "definition");
    variables.put("MEDIA_JOB_ENDPOINT", "http://127.0.0.1:" + batch.getAddress().getPort());
    library = new ApiFixture(LOCAL.dynamo(), variables, "the key of tests");
    library.recording("a", "anna", NOON.minus(Duration.ofHours(2)));
  }

  @AfterEach
  void stop() {
    batch.stop(0);
  }

  private Reply export(Map<String, String> caller) throws Exception {
    return library.ask(EXPORT).id("a").body(MP4).by(caller);
  }

  private MediaJobTable table() {
    return new MediaJobTable(LOCAL.dynamo(), "MediaJob");
  }

  private MediaJob job() {
    return table().ofRecording(new RecordingId("a")).getFirst();
  }

  private JsonNode body(int submission) throws Exception {
    return new ObjectMapper().readTree(submitted.get(2 * submission + 1));
  }

  @Test
  void anExportIsSubmittedOnceAndItsJobIsTheAnswer() throws Exception {
    var first = export(ANNA);
    var second = export(ANNA);

    assertThat(first.status()).isEqualTo(202);
    assertThat(first.json().path("state").asText()).isEqualTo("QUEUED");
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(submitted).hasSize(2);
    assertThat(submitted.getFirst())
        .startsWith("AWS4-HMAC-SHA256 ")
        .contains("/batch/aws4_request");
    assertThat(lengths).containsExactly(Integer.toString(submitted.getLast().length()));
    assertThat(body(0).path("jobQueue").asText()).isEqualTo("queue");
    assertThat(body(0).path("jobDefinition").asText()).isEqualTo("definition");
    assertThat(body(0).path("parameters").path("recordingId").asText()).isEqualTo("a");
    assertThat(body(0).path("parameters").path("kind").asText()).isEqualTo("mp4");
  }

  @Test
  void progressIsToldAndWhatWasMadeIsNotMadeTwice() throws Exception {
    export(ANNA);
    var running = job().begun("one", NOON).orElseThrow();
    running = table().write(running.at(40, NOON)).orElseThrow();

    var jobs = library.ask(JOBS).id("a").by(ANNA).json().path("items");
    assertThat(jobs).hasSize(1);
    assertThat(jobs.get(0).path("progress").asInt()).isEqualTo(40);

    table().write(running.succeeded(NOON));
    assertThat(export(ANNA).status()).isEqualTo(200);
    assertThat(submitted).hasSize(2);
  }

  @Test
  void whatTheRowNamesIsNotMadeAgainThoughItsJobIsForgotten() throws Exception {
    derived("0123456789ab");

    var reply = export(ANNA);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(submitted).isEmpty();
  }

  @Test
  void whatIsArchivedIsNotExported() throws Exception {
    S3.archive("<StorageClass>GLACIER</StorageClass>");
    library.clock.advance(Duration.ofDays(30));

    var reply = export(ANNA);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).endsWith(":archived");
    assertThat(submitted).isEmpty();
  }

  @Test
  void aFailedJobIsSubmittedOnceMore() throws Exception {
    export(ANNA);
    var failed = job().begun("one", NOON).orElseThrow().failed(MediaJobFault.UNREADABLE, 3, NOON);
    table().write(failed);
    var shown = library.ask(JOBS).id("a").by(ANNA).json().path("items").get(0);
    assertThat(shown.path("error").path("code").asText()).isEqualTo("UNREADABLE");

    assertThat(export(ANNA).status()).isEqualTo(202);
    assertThat(job().state()).isEqualTo(MediaJob.State.QUEUED);
    assertThat(submitted).hasSize(4);
  }

  private static final String[] UPLOAD = {
    "source=UPLOAD",
    "s3KeyPrefix=",
    "s3ObjectKey=recordings/room/a.webm",
    "s3BucketName=example-media",
    "mediaError=NOT_SEEKABLE"
  };

  @ParameterizedTest
  @CsvSource({"remux, REMUX", "thumbnails, THUMBNAILS"})
  void aJobOfAnUploadThatFailedIsSubmittedOnceMore(String word, MediaJobKind kind)
      throws Exception {
    library.recording("a", "anna", NOON.minus(Duration.ofHours(2)), UPLOAD);
    var id = new MediaJobId(new RecordingId("a"), kind, "0123456789ab");
    var begun = MediaJob.asked(id, Optional.empty(), NOON).orElseThrow().begun("one", NOON);
    var written = table().write(begun.orElseThrow().failed(MediaJobFault.TIMED_OUT, 1, NOON));

    var body = "{\"kind\": \"%s\"}".formatted(word);
    var reply = library.ask(EXPORT).id("a").body(body).by(ANNA);

    assertThat(written.orElseThrow().state()).isEqualTo(MediaJob.State.FAILED);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("kind").asText()).isEqualTo(word);
    assertThat(job().state()).isEqualTo(MediaJob.State.QUEUED);
    assertThat(job().attempts()).isZero();
    assertThat(body(0).path("parameters").path("kind").asText()).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"remux", "thumbnails"})
  void onlyAnUploadHasTheJobsOfOne(String kind) throws Exception {
    var body = "{\"kind\": \"%s\"}".formatted(kind);
    var reply = library.ask(EXPORT).id("a").body(body).by(ANNA);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).endsWith(":not-an-upload");
    assertThat(submitted).isEmpty();
  }

  @Test
  void aJobThatTheQueueDoesNotTakeHasFailed() throws Exception {
    status = 500;

    assertThat(export(ANNA).status()).isEqualTo(503);
    assertThat(job().state()).isEqualTo(MediaJob.State.FAILED);

    status = 200;
    assertThat(export(ANNA).status()).isEqualTo(202);
  }

  @Test
  void theJobsOfAnotherAreNotFound() throws Exception {
    assertThat(export(BEN).status()).isEqualTo(404);
    assertThat(library.ask(JOBS).id("a").by(BEN).status()).isEqualTo(404);
    assertThat(submitted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"kind\": \"gif\"}", "{\"kind\": null}", "{\"other\": 1}"})
  void onlyKnownKindsAreTaken(String body) throws Exception {
    assertThat(library.ask(EXPORT).id("a").body(body).by(ANNA).status()).isEqualTo(400);
  }

  @Test
  void whereThereAreNoJobsAnExportIsAConflict() throws Exception {
    var without = new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

    var refused = without.ask(EXPORT).id("a").body(MP4).by(ANNA);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("type").asText()).endsWith("media-jobs-not-configured");
    assertThat(without.ask(JOBS).id("a").by(ANNA).json().path("items")).isEmpty();
  }

  @Test
  void whatCannotBePlayedIsNotExported() throws Exception {
    library.recording("a", "anna", NOON, "recordingStatus=STARTED", "availableAt=", "endTime=");

    assertThat(export(ANNA).status()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource({"0123456789ab, 200", "ba9876543210, 409"})
  void onlyTheMp4OfTheFilesThatThereAreIsServed(String version, int expected) throws Exception {
    derived(version);

    var reply = library.ask("POST /v1/recordings/{id}/download").id("a").by(ANNA);

    assertThat(reply.status()).isEqualTo(expected);
  }

  /// Names the MP4 of a version on the row.
  private static void derived(String version) {
    Recordings.set(
        LOCAL.dynamo(),
        "a",
        "derived",
        AttributeValue.fromM(
            Map.of(
                "bucket", AttributeValue.fromS("example-media"),
                "mediaVersion", AttributeValue.fromS(version),
                "mp4", AttributeValue.fromS("derived/a/%s/a.mp4".formatted(version)))));
  }
}
