package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.recording.RecordingId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(SharedSystem.class)
final class ExportCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

  @Test
  void whatCannotBeExportedIsOneLineWithAnExitCode(Operator operator) {
    var channel = operator.linked("exporting");
    operator.sendRecordingOf(channel);

    var refused = operator.run("export " + channel.recording(1));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(refused.complaint())
        .contains("the export of " + channel.recording(1) + " cannot begin", "There are no jobs");
    assertThat(operator.run("export %s --kind remux", channel.recording(1)).complaint())
        .contains("the remux of " + channel.recording(1) + " cannot begin");
    assertThat(operator.run("export a --kind gif").exitCode()).isEqualTo(ExitCode.USAGE.code());
    var unknown = operator.run("export nothing");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(unknown.complaint()).contains("that the token may see");
  }

  private static void markAvailable(Operator operator, String id) {
    try (var target = operator.target();
        var dynamo = target.dynamoDb()) {
      dynamo.updateItem(update ->
          update
              .tableName("Recording")
              .key(Map.of("recordingId", AttributeValue.fromS(id)))
              .updateExpression("SET availableAt = :at, mediaPath = :path, mediaVersion = :version")
              .expressionAttributeValues(
                  Map.of(
                      ":at", AttributeValue.fromS(NOW.toString()),
                      ":path", AttributeValue.fromS("media/hls/master.m3u8"),
                      ":version", AttributeValue.fromS("0123456789ab"))));
    }
  }

  @Test
  void aFailedJobIsInTheExplanation() throws Exception {
    try (var system = SharedSystem.startWithoutStreams(EmbeddedSystem.MEDIA_JOB_PARAMETERS)) {
      var operator = new Operator(system);
      var channel = new TestChannel("explained");
      operator.link(channel, "explained");
      operator.sendRecordingOf(channel);
      var id = channel.recording(1);
      try (var target = operator.target()) {
        var table = target.mediaJobs().orElseThrow();
        var job = new MediaJobId(new RecordingId(id), MediaJobKind.MP4, "0123456789ab");
        var begun = MediaJob.asked(job, Optional.empty(), NOW).orElseThrow().begun("one", NOW);
        table.write(begun.orElseThrow().failed(MediaJobFault.NOT_COPYABLE, 3, NOW));
        var lost = new MediaJobId(new RecordingId(id), MediaJobKind.REMUX, "ba9876543210");
        table.write(MediaJob.asked(lost, Optional.empty(), NOW).orElseThrow());
      }
      assertThat(operator.run("explain " + id).out())
          .as("it cannot be played")
          .contains("mp4 of version 0123456789ab is FAILED", "./recordings redrive")
          .doesNotContain("./recordings export");
      markAvailable(operator, id);

      var explained = operator.run("explain " + id);

      assertThat(explained.out())
          .contains("Its media jobs:", "mp4 of version 0123456789ab is FAILED", "NOT_COPYABLE")
          .contains("./recordings export %s --kind mp4".formatted(id))
          .doesNotContain("--kind remux");
      var json = operator.json("explain %s", id).path("mediaJobs").path(0);
      assertThat(json.path("error").asText()).isEqualTo("NOT_COPYABLE");
    }
  }
}
