package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@ExtendWith(SharedSystem.class)
class ReconcileCommandTest {
  private static final String BUCKET = "example-recordings";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNDONE =
      """
      {"dryRun": true, "completed": 0, "channels": 4, "channelsLeft": 2, "faults": {"S3": 3},
       "notes": ["S3: left alone after 3 faults in a row"], "outOfTime": true, "complete": false}
      """;

  private final Operator operator;

  ReconcileCommandTest(Operator operator) {
    this.operator = operator;
  }

  @Test
  void theReportIsTold() throws Exception {
    var channel = new TestChannel("reconciled");
    record(channel);
    try (var passing =
        new AwsStubServer(request -> AwsStubServer.handOn(request, operator.endpoint()))) {
      var run = reconcile(passing, "--profile", channel.name(), "--since", "2026-11-01");

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .containsPattern("completed +1 +rows that learned their end or their start")
          .contains("1 channel walked, 2 open recordings found.")
          .containsPattern(
              "1 manifest cannot be read: '\\./recordings audit --since [0-9-]{10}' names them\\.");
      var since = run.out().replaceAll("(?s).*audit --since ([0-9-]{10})'.*", "$1");
      assertThat(operator.json("audit --since %s", since).path("recordings"))
          .extracting(item -> item.path("finding").asText())
          .contains("MANIFEST_UNREADABLE");
      assertThat(JSON.readTree(passing.requests().getFirst().body()))
          .isEqualTo(
              JSON.readTree(
                  """
                  {"dryRun": false, "allChannels": false, "profile": "reconciled",
                   "since": "2026-11-01T00:00:00Z"}
                  """));
    }
  }

  @Test
  void programsGetTheReportItself() throws Exception {
    var channel = new TestChannel("reconciledForPrograms");
    operator.link(channel, channel.name());

    var report = operator.run("reconcile --profile %s --json", channel.name()).json();

    assertThat(report.path("channels").asInt()).isEqualTo(1);
    assertThat(report.path("calls").path("IVS").asInt()).isPositive();
    assertThat(report.path("complete").asBoolean()).isTrue();
  }

  @Test
  void aProfileWithoutAChannelIsNoSuccess() {
    var run = operator.run("reconcile --profile unknown-profile");

    assertThat(run)
        .isEqualTo(
            new CommandLineRun(
                ExitCode.NOT_FOUND.code(),
                "",
                "recordings: no channel belongs to the profile unknown-profile: './recordings profile list' shows the profiles\n"));
  }

  @Test
  void whatWasLeftUndoneIsSaidAndIsNoSuccess() throws Exception {
    try (var undone = new AwsStubServer(_ -> Answer.json(UNDONE))) {
      var run = reconcile(undone, "--dry-run", "--all-channels");

      assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(run.out())
          .contains("nothing was changed")
          .contains("2 channels left for the next run")
          .contains("S3: 3 faults.")
          .contains("S3: left alone after 3 faults in a row")
          .contains("Its time was up");
      assertThat(run.err()).contains("run it again");
      assertThat(undone.requests().getFirst().body())
          .contains("\"dryRun\" : true")
          .contains("\"allChannels\" : true");
    }
  }

  @Test
  void aRunThatLeftSomethingSaysNothingOfAProfileItMayNotHaveSeen() throws Exception {
    try (var undone =
        new AwsStubServer(
            _ -> Answer.json("{\"channels\": 0, \"open\": 0, \"complete\": false}"))) {
      var run = reconcile(undone, "--profile", "ada");

      assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    }
  }

  @Test
  void aRunThatFailsIsToldInOneLine() throws Exception {
    try (var slow =
        new AwsStubServer(
            _ -> failed("{\"errorMessage\": \"Task timed out after 240.00 seconds\"}"))) {
      var late = reconcile(slow);

      assertThat(late.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(late.out()).isEmpty();
      assertThat(late.complaint()).contains("out of time", "run it again");
    }
    try (var broken = new AwsStubServer(_ -> failed("{\"errorMessage\": \"broken\"}"))) {
      assertThat(reconcile(broken).err()).startsWith("recordings: the reconciler failed (broken)");
    }
  }

  private static Answer failed(String description) {
    return Answer.json(description).with("X-Amz-Function-Error", "Unhandled");
  }

  /// Two recordings whose ends never came: one has its manifest, and the other's is broken.
  private void record(TestChannel channel) throws Exception {
    operator.link(channel, channel.name());
    var prefix = "ivs/v1/111122223333/%s/2026/11/2/9/0/".formatted(channel.name());
    operator.send(
        channel.streamStart(1, "2026-11-02T09:00:00Z"),
        recordingStart(channel, 1, prefix + "whole"),
        recordingStart(channel, 2, prefix + "broken"),
        channel.streamEnd(1, "2026-11-02T10:00:00Z"));
    try (var target = operator.target();
        var s3 = target.s3()) {
      put(
          s3,
          prefix + "whole",
          """
          {"version": "v1", "recording_started_at": "2026-11-02T09:00:02Z",
           "recording_ended_at": "2026-11-02T10:00:02Z", "recording_status": "RECORDING_ENDED",
           "media": {"hls": {"duration_ms": 3600000}}}
          """);
      put(s3, prefix + "broken", "{\"version\": \"v1\"");
    }
  }

  private static String recordingStart(TestChannel channel, int recording, String prefix) {
    return channel.entry(
        "IVS Recording State Change",
        "2026-11-02T09:00:02Z",
        """
        {"recording_status": "Recording Start", "recording_status_reason": "", \
        "recording_s3_bucket_name": "%s", "recording_s3_key_prefix": "%s", \
        "recording_duration_ms": 0, "channel_name": "x", "stream_id": "%s", \
        "recording_session_id": "%s"}\
        """
            .formatted(BUCKET, prefix, channel.stream(1), channel.recording(recording)));
  }

  private static void put(S3Client s3, String prefix, String manifest) {
    s3.putObject(
        put -> put.bucket(BUCKET).key(prefix + "/events/recording-ended.json"),
        RequestBody.fromString(manifest));
  }

  private CommandLineRun reconcile(AwsStubServer aws, String... options) {
    return operator.at(aws).run(String.join(" ", "reconcile", String.join(" ", options)).strip());
  }
}
