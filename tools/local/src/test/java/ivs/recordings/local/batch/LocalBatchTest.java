package ivs.recordings.local.batch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.lambda.FunctionOutput;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A job whose container cannot do its work.
final class LocalBatchTest {
  private static final int PATIENCE = 60;

  @TempDir private Path folder;

  /// Its image has no main class, so that each attempt ends with 1.
  private Path brokenImage() throws Exception {
    var zip = folder.resolve("broken.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("empty.txt"));
    }
    return zip;
  }

  @Test
  void aFailedJobIsPublishedAsAnEvent() throws Exception {
    var events = new LinkedBlockingQueue<String>();
    var log = folder.resolve("log");
    try (var output = FunctionOutput.to(log);
        var batch =
            LocalBatch.start(
                brokenImage(), Map.of(), URI.create("http://127.0.0.1:1"), output, events::add)) {
      batch.uploaded("{\"detail\": {\"data\": {\"recordingId\": \"upload:1\"}}}");

      var event =
          new ObjectMapper().readTree(requireNonNull(events.poll(PATIENCE, TimeUnit.SECONDS)));

      assertThat(event.path("source").asText()).isEqualTo("aws.batch");
      assertThat(event.path("detail-type").asText()).isEqualTo("Batch Job State Change");
      var job = event.path("detail");
      assertThat(job.path("jobQueue").asText()).isEqualTo("MediaJobQueue");
      assertThat(job.path("status").asText()).isEqualTo("FAILED");
      assertThat(job.path("parameters").path("kind").asText()).isEqualTo("upload");
      assertThat(job.path("parameters").path("recordingId").asText()).isEqualTo("upload:1");
      assertThat(job.path("container").path("exitCode").asInt()).isEqualTo(1);
    }
    assertThat(Files.readString(log).lines().filter(line -> line.contains("ClassNotFound")))
        .as("attempts")
        .hasSizeGreaterThanOrEqualTo(3);
  }

  /// Its argument is longer than the system takes.
  @Test
  void aJobWhoseProcessCannotBeStartedIsPublishedWithoutAnExitCode() throws Exception {
    var events = new LinkedBlockingQueue<String>();
    var log = folder.resolve("log");
    var recordingId = "a".repeat(1 << 18);
    try (var output = FunctionOutput.to(log);
        var batch =
            LocalBatch.start(
                brokenImage(), Map.of(), URI.create("http://127.0.0.1:1"), output, events::add)) {
      batch.uploaded("{\"detail\": {\"data\": {\"recordingId\": \"%s\"}}}".formatted(recordingId));

      var event =
          new ObjectMapper().readTree(requireNonNull(events.poll(PATIENCE, TimeUnit.SECONDS)));

      var job = event.path("detail");
      assertThat(job.path("status").asText()).isEqualTo("FAILED");
      assertThat(job.path("parameters").path("recordingId").asText()).isEqualTo(recordingId);
      assertThat(job.path("container").isObject()).isTrue();
      assertThat(job.path("container").has("exitCode")).isFalse();
    }
    assertThat(Files.readString(log).lines().filter(line -> line.contains("was not started")))
        .as("attempts")
        .hasSize(3);
  }
}
