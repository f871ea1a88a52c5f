package ivs.recordings.local;

import static ivs.recordings.local.LibraryClient.bytes;
import static ivs.recordings.local.LibraryClient.json;
import static ivs.recordings.local.LibraryClient.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.local.batch.LocalBatch;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.ProjectTemplate;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Media jobs on the whole system, with real FFmpeg; skipped where it is missing.
final class EmbeddedMediaJobsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int SECONDS_OF_NOISE = 2;

  /// A job that is slower than 5 MB a second is taken for lost.
  private static final long BYTES_PER_MILLISECOND = 5_000;

  private static final long MEMORY_OF_THE_CONTAINER = 2048L * 1024 * 1024;

  /// Of the processes of a job with 2 GiB, 317 MiB were resident; twice as much is no machine's
  /// doing any more.
  private static final long MOST_MEMORY = 700L * 1024 * 1024;

  private static final CloseableStack RUNNING = new CloseableStack();

  @TempDir private static Path folder;
  private static EmbeddedSystem system;
  private static LibraryClient client;

  @BeforeAll
  static void start() {
    assumeTrue(
        LocalBatch.isPossible(), "ffmpeg and ffprobe are not on the PATH: apt-get install ffmpeg");
    var options =
        new EmbeddedSystem.Options(
            ProjectTemplate.ROOT,
            0,
            Optional.of(folder.resolve("data")),
            EmbeddedSystem.MEDIA_JOB_PARAMETERS);
    system = RUNNING.add(EmbeddedSystem.start(options), EmbeddedSystem::close);
    client = new LibraryClient(system);
  }

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  private static String run(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).directory(folder.toFile()).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", command).isZero();
    return output;
  }

  private static byte[] video(int seconds, String name, String... more) throws Exception {
    var arguments =
        "-f lavfi -i testsrc=size=320x180:rate=25:duration=%1$d -f lavfi -i sine=duration=%1$d %2$s %3$s"
            .formatted(seconds, String.join(" ", more), name);
    run(List.of(("ffmpeg -nostdin -v error -y " + arguments).split(" +")));
    return Files.readAllBytes(folder.resolve(name));
  }

  private static String upload(String name, String type, byte[] file) throws Exception {
    var asked =
        "{\"room_id\": \"room\", \"filename\": \"%s\", \"contentType\": \"%s\", \"size\": %d}"
            .formatted(name, type, file.length);
    var given = json(client.post("anna", "/recordings/upload-url", asked), 200);
    assertThat(put(given.path("upload_url").asText(), type, file)).isEqualTo(200);
    return "upload:" + given.path("recording_id").asText();
  }

  private static JsonNode awaitJob(String id, String kind) throws Exception {
    return awaitJob(id, kind, PATIENCE);
  }

  private static JsonNode awaitJob(String id, String kind, Duration patience) throws Exception {
    var until = Instant.now().plus(patience);
    while (true) {
      var jobs = json(client.get("anna", "/v1/recordings/%s/jobs".formatted(id)), 200);
      for (var job : jobs.path("items")) {
        if (job.path("kind").asText().equals(kind)
            && List.of("SUCCEEDED", "FAILED").contains(job.path("state").asText())) {
          return job;
        }
      }
      assertThat(Instant.now()).as("%s", jobs).isBefore(until);
      Thread.sleep(200);
    }
  }

  private static double seconds(byte[] file, String name) throws Exception {
    Files.write(folder.resolve(name), file);
    var length =
        run(
            List.of(
                "ffprobe",
                "-v",
                "error",
                "-show_entries",
                "format=duration",
                "-print_format",
                "csv=print_section=0",
                name));
    return Double.parseDouble(length.strip());
  }

  private static byte[] browserWebm(String name) throws Exception {
    return video(
        6,
        name,
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-c:a",
        "libopus",
        "-f",
        "webm",
        "-live",
        "1");
  }

  /// How often the rule of uploads has submitted a job.
  private static double submitted() {
    try (var cloudWatch = AnyRequest.asks(system.endpoint(), CloudWatchClient.builder())) {
      var now = Instant.now();
      return cloudWatch
          .getMetricStatistics(get ->
              get.namespace("AWS/Events")
                  .metricName("TriggeredRules")
                  .dimensions(Dimension.builder().name("RuleName").value("UploadJobRule").build())
                  .statistics(Statistic.SUM)
                  .period(60)
                  .startTime(now.minus(Duration.ofHours(1)))
                  .endTime(now.plus(Duration.ofMinutes(1))))
          .datapoints()
          .stream()
          .mapToDouble(Datapoint::sum)
          .sum();
    }
  }

  private static Map<String, AttributeValue> item(String table, String id) {
    try (var dynamo = AnyRequest.asks(system.endpoint(), DynamoDbClient.builder())) {
      return dynamo.getItem(get -> get.tableName(table).key(key(id)).consistentRead(true)).item();
    }
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("recordingId", AttributeValue.fromS(id));
  }

  /// The figures count each version by its domain event, which the rule of uploads has had by then.
  private static void awaitEventsOf(String id) throws Exception {
    var until = Instant.now().plus(PATIENCE);
    while (!Objects.equals(
        item("FigureEntry", id).get("version"), item("Recording", id).get("version"))) {
      assertThat(Instant.now()).as(id).isBefore(until);
      Thread.sleep(100);
    }
  }

  @Test
  void anUploadBeginsOneContainerWhateverItsJobsWrite() throws Exception {
    var before = submitted();

    for (var file :
        Map.of("once.webm", browserWebm("once.webm"), "broken-once.webm", brokenWebm())
            .entrySet()) {
      var id = upload(file.getKey(), "video/webm", file.getValue());
      client.awaitStatus("anna", id, "AVAILABLE");
      awaitJob(id, "thumbnails");
      awaitEventsOf(id);
    }

    assertThat(submitted() - before).isEqualTo(2);
  }

  /// As the reconciler leaves the row of an upload whose job was lost.
  @Test
  void anUploadThatIsLateBeginsItsJobOnceMore() throws Exception {
    var id = upload("late.webm", "video/webm", browserWebm("late.webm"));
    client.awaitStatus("anna", id, "AVAILABLE");
    awaitJob(id, "thumbnails");
    awaitEventsOf(id);
    try (var dynamo = AnyRequest.asks(system.endpoint(), DynamoDbClient.builder())) {
      dynamo
          .query(query ->
              query
                  .tableName("MediaJob")
                  .keyConditionExpression("recordingId = :id")
                  .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(id))))
          .items()
          .forEach(job -> {
            var key = new HashMap<>(job);
            key.keySet().retainAll(List.of("recordingId", "kind#mediaVersion"));
            dynamo.deleteItem(delete -> delete.tableName("MediaJob").key(key));
          });
      dynamo.updateItem(update ->
          update
              .tableName("Recording")
              .key(key(id))
              .updateExpression(
                  "SET mediaError = :late, version = version + :one REMOVE availableAt, derived")
              .expressionAttributeValues(
                  Map.of(
                      ":late", AttributeValue.fromS("MEDIA_LATE"),
                      ":one", AttributeValue.fromN("1"))));
    }

    var recording = client.awaitStatus("anna", id, "AVAILABLE");

    assertThat(awaitJob(id, "remux").path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(recording.path("error").path("code").isTextual()).isFalse();
    assertThat(item("Recording", id)).containsKey("derived").doesNotContainKey("mediaError");
  }

  @Test
  void aBrowsersWebmIsAvailableOnceItCanBeSeeked() throws Exception {
    var file = browserWebm("live.webm");

    var id = upload("live.webm", "video/webm", file);
    var recording = client.awaitStatus("anna", id, "AVAILABLE");

    assertThat(recording.has("error") && !recording.path("error").isNull()).isFalse();
    assertThat(awaitJob(id, "remux").path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(awaitJob(id, "thumbnails").path("state").asText()).isEqualTo("SUCCEEDED");
    var grant = json(client.post("anna", "/v1/recordings/%s/playback".formatted(id), "{}"), 200);
    var played = bytes(grant.path("url").asText());
    assertThat(played).isNotEqualTo(file);
    assertThat(seconds(played, "played.webm")).isCloseTo(6, within(1.0));
    var listed =
        json(client.get("anna", "/recordings?room_id=room"), 200).path("recordings").path(0);
    assertThat(bytes(listed.path("download_url").asText())).as("the original").isEqualTo(file);
    var shown = json(client.get("anna", "/v1/recordings/" + id), 200);
    assertThat(bytes(shown.path("thumbnailUrl").asText())).startsWith((byte) 0xFF, (byte) 0xD8);
    assertThat(shown.path("durationMs").asInt()).isBetween(5_000, 7_000);
  }

  private static byte[] brokenWebm() {
    var file = new byte[4_000];
    System.arraycopy(new byte[] {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3}, 0, file, 0, 4);
    return file;
  }

  @Test
  void whatIsNoWebmIsAvailableWithItsOriginalAndSaysSo() throws Exception {
    var id = upload("broken.webm", "video/webm", brokenWebm());
    var recording = client.awaitStatus("anna", id, "AVAILABLE");

    assertThat(recording.path("error").path("code").asText()).isEqualTo("NOT_SEEKABLE");
    var failed = awaitJob(id, "remux");
    assertThat(failed.path("state").asText()).isEqualTo("FAILED");

    var path = "/v1/recordings/%s/exports".formatted(id);
    json(client.post("anna", path, "{\"kind\": \"remux\"}"), 202);

    var again = awaitJob(id, "remux");
    assertThat(again.path("state").asText()).isEqualTo("FAILED");
    assertThat(again.path("attempts").asInt()).isEqualTo(1);
    assertThat(again.path("updatedAt")).isNotEqualTo(failed.path("updatedAt"));
  }

  /// A recording of a browser. With `-Psoak` it has 2 GiB, much more than the heap of a job, which
  /// has 256 MiB, and as much as the whole memory of the container.
  @Test
  void aLargeFileIsMadeSeekableWithinTheMemoryOfTheContainer() throws Exception {
    video(
        SECONDS_OF_NOISE,
        "noise.webm",
        ("-vf noise=alls=100:allf=t -c:v libvpx -deadline realtime -cpu-used 8 -b:v 20M"
                + " -c:a libopus -f webm -live 1")
            .split(" "));
    var file = folder.resolve("large.webm");
    var bytes = Integer.getInteger("soak.remuxed", 32) * 1024L * 1024;
    var times = bytes / Files.size(folder.resolve("noise.webm")) + 1;
    run(
        List.of(
            ("ffmpeg -nostdin -v error -y -stream_loop %d -i noise.webm -c copy -f webm -live 1 %s"
                    .formatted(times - 1, file))
                .split(" ")));
    assertThat(Files.size(file)).isGreaterThan(bytes * 9 / 10);
    var asked =
        "{\"room_id\": \"large\", \"filename\": \"large.webm\", \"contentType\": \"video/webm\"}";
    var given = json(client.post("anna", "/recordings/upload-url", asked), 200);
    var id = "upload:" + given.path("recording_id").asText();
    try (var memory = JobMemory.watch()) {
      var sent =
          LibraryClient.HTTP.send(
              HttpRequest.newBuilder(URI.create(given.path("upload_url").asText()))
                  .header("Content-Type", "video/webm")
                  .PUT(BodyPublishers.ofFile(file))
                  .build(),
              BodyHandlers.discarding());
      assertThat(sent.statusCode()).isEqualTo(200);

      var job = awaitJob(id, "remux", PATIENCE.plusMillis(bytes / BYTES_PER_MILLISECOND));

      assertThat(job.path("state").asText()).as("%s", job).isEqualTo("SUCCEEDED");
      assertThat(memory.most())
          .isBetween(
              JobMemory.isKnown() ? 1L : 0L,
              bytes < MEMORY_OF_THE_CONTAINER ? MOST_MEMORY : MEMORY_OF_THE_CONTAINER);
    }
    var shown = client.awaitStatus("anna", id, "AVAILABLE");
    assertThat(shown.has("error")).isFalse();
    assertThat(shown.path("durationMs").asLong() / 1000.0)
        .isCloseTo(times * SECONDS_OF_NOISE, within(1 + times / 25.0));
  }

  @Test
  void aMovIsExportedAsAnMp4() throws Exception {
    var file = video(4, "clip.mov", "-c:v", "libx264", "-c:a", "aac");
    var id = upload("clip.mov", "video/quicktime", file);
    client.awaitStatus("anna", id, "AVAILABLE");

    var path = "/v1/recordings/%s/exports".formatted(id);
    json(client.post("anna", path, "{\"kind\": \"mp4\"}"), 202);

    assertThat(awaitJob(id, "mp4").path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(client.post("anna", path, "{\"kind\": \"mp4\"}").statusCode()).isEqualTo(200);
    var given = json(client.post("anna", "/v1/recordings/%s/download".formatted(id), "{}"), 200);
    assertThat(given.path("url").asText()).endsWith("/recording.mp4");
    assertThat(seconds(bytes(given.path("url").asText()), "saved.mp4")).isCloseTo(4, within(0.5));
  }
}
