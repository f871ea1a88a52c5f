package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.Bucket;
import ivs.recordings.model.Location;
import ivs.recordings.model.ParkingCause;
import ivs.recordings.model.Profile;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.Recording;
import ivs.recordings.model.Recording.Outcome;
import ivs.recordings.model.Recording.Start;
import ivs.recordings.model.RecordingId;
import ivs.recordings.model.RecordingStatus;
import ivs.recordings.model.S3Prefix;
import ivs.recordings.model.SessionId;
import ivs.recordings.model.Source;
import ivs.recordings.model.SourceArn;
import ivs.recordings.model.StreamId;
import ivs.recordings.store.Tables;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Each test has a channel and a profile of its own, recorded in the last hours; rows are written
/// as the handler writes them, and files as IVS does.
@ExtendWith(OneSystem.class)
class AuditCommandTest {
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/M/d/H/m").withZone(ZoneOffset.UTC);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(3));
  private final Instant end = start.plusSeconds(70);
  private final FakeCloud cloud;
  private final Target target;
  private final Tables tables;
  private final Channel channel = new Channel("audited" + NUMBER.incrementAndGet());
  private final ProfileId profile = new ProfileId(channel.name());

  AuditCommandTest(EmbeddedSystem system, @TempDir Path folder) throws Exception {
    cloud = new FakeCloud(system, folder);
    var shell =
        CommandLineRun.shell(
            CommandLineRun.HOME,
            Map.of(),
            "",
            new StringWriter(),
            new StringWriter(),
            Optional.empty());
    target = Target.open(new Where.Endpoint(system.endpoint()), shell);
    tables = target.tables();
    tables
        .profiles()
        .put(
            new Profile(new SourceArn(channel.arn()), profile, Optional.empty(), Optional.empty()));
  }

  @AfterEach
  void close() throws Exception {
    target.close();
    cloud.close();
  }

  @Test
  void everyRecordingGetsOneVerdictAndAllThatIsNotRightIsNamed() throws Exception {
    row("right", true);
    manifest("right", "recording-ended.json", ended(70_264));
    row("ended", false);
    manifest("ended", "recording-ended.json", ended(70_264));
    row("running", false);
    manifest("running", "recording-started.json", started());
    manifest("waiting", "recording-ended.json", ended(1));
    park("waiting");
    manifest("orphan", "recording-ended.json", ended(1));
    row("gone", true);

    var run = audit("--json");

    var json = run.json();
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(counts(json)).isEqualTo("6 found, 1 right, 1 repaired, 1 open, 1 parked, 2 odd");
    assertThat(json.path("recordings"))
        .extracting(item -> item.path("verdict").asText() + " " + item.path("name").asText())
        .containsExactlyInAnyOrder(
            "unexplained " + channel.name() + "gone",
            "unexplained " + prefix("orphan"),
            "parked " + prefix("waiting"),
            "open " + channel.name() + "running",
            "repaired " + channel.name() + "ended");
    assertThat(json.path("recordings"))
        .allSatisfy(item -> {
          assertThat(item.path("why").asText()).endsWith(".");
          assertThat(item.path("s3KeyPrefix").asText()).startsWith("ivs/v1/111122223333/");
        });
    assertThat(json.path("deadLetters").has("RecordingEventsDLQ")).isTrue();
  }

  @Test
  void whereAllIsRightThereIsNothingToSay() throws Exception {
    row("right", true);
    manifest("right", "recording-ended.json", ended(70_264));

    var run = audit();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern("found +right +repaired +open +parked +unexplained")
        .containsPattern("(?m)^ +1 +1 +0 +0 +0 +0$")
        .contains("is right.");
  }

  @Test
  void aBrokenManifestIsNamedByItsPlace() throws Exception {
    row("broken", true);
    manifest("broken", "recording-ended.json", "{\"recording_status : \"RECORDING_ENDED\"}");

    var run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("unexplained " + channel.name() + "broken")
        .contains("Its manifest cannot be read: recording-ended.json is not JSON.")
        .contains("s3://example-recordings/" + prefix("broken"));
  }

  @Test
  void aLostRecordingOfOneStreamIsTheReconcilersToMake() throws Exception {
    manifest("lost", "recording-ended.json", ended(70_000));
    cloud.listSessions(
        "[{\"streamId\": \"st-1\", \"startTime\": \"%s\", \"endTime\": \"%s\"}]"
            .formatted(start.minusSeconds(2), end));

    var json = audit("--json").json();

    assertThat(json.path("repaired").asInt()).isEqualTo(1);
    assertThat(json.path("recordings").path(0).path("why").asText())
        .contains("its events never came", "st-1", "reconcile makes its row after");
  }

  @Test
  void whatBeganOutsideTheWindowIsNotSpokenOf() throws Exception {
    row("right", true);
    manifest("right", "recording-ended.json", ended(70_264));
    manifest("orphan", "recording-ended.json", ended(1));

    var before =
        CommandLineRun.of(
            "audit",
            "--endpoint-url",
            cloud.endpoint(),
            "--profile",
            profile.value(),
            "--since",
            start.minusSeconds(3_600).toString(),
            "--until",
            start.toString(),
            "--json");

    assertThat(before.json().path("found").asInt()).isZero();
    assertThat(before.exitCode()).isZero();
  }

  @Test
  void whereS3CannotBeAskedThereIsNoAccount() throws Exception {
    row("right", true);
    cloud.breakS3();

    var run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("answers ServiceUnavailable: not today; try again in a moment");
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    cloud.lookIn("no-such-bucket");

    var run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("there is no bucket no-such-bucket");
  }

  @Test
  void withoutABucketThereIsNothingToHoldRowsAgainst() {
    cloud.lookIn("");

    var run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
    assertThat(run.err()).contains("deploy with the parameter RecordingBuckets");
  }

  @Test
  void aWindowMustHaveABeginningBeforeItsEnd() {
    assertThat(CommandLineRun.of("audit").err())
        .contains("Missing required option: '--since=TIME'");
    assertThat(CommandLineRun.of("audit", "--since", "monday").err())
        .contains("'monday' is neither a time such as 2026-11-20T17:00:00Z nor a day");
    var run = CommandLineRun.of("audit", "--since", "2026-11-02", "--until", "2026-11-01");
    assertThat(run.err()).contains("--since wants a time before 2026-11-01T00:00:00Z");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  private CommandLineRun audit(String... options) {
    var arguments =
        new ArrayList<>(
            List.of(
                "audit",
                "--endpoint-url",
                cloud.endpoint(),
                "--profile",
                profile.value(),
                "--since",
                start.minusSeconds(60).toString()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static String counts(JsonNode json) {
    return "%d found, %d right, %d repaired, %d open, %d parked, %d odd"
        .formatted(
            json.path("found").asInt(),
            json.path("right").asInt(),
            json.path("repaired").asInt(),
            json.path("open").asInt(),
            json.path("parked").asInt(),
            json.path("unexplained").asInt());
  }

  private String prefix(String name) {
    return "ivs/v1/111122223333/%s/%s/%s".formatted(channel.name(), FOLDER.format(start), name);
  }

  private void row(String name, boolean over) {
    var stream = new StreamId(channel.stream(1));
    tables
        .recordings()
        .replace(
            Optional.empty(),
            new Recording(
                new RecordingId.OfSession(new SessionId(channel.name() + name)),
                profile,
                new SourceArn(channel.arn()),
                Source.IVS_CHANNEL,
                Optional.of(new Start(start, stream)),
                over
                    ? Optional.of(
                        new Outcome(
                            RecordingStatus.COMPLETED,
                            end,
                            Optional.of(Duration.ofSeconds(70)),
                            Optional.empty(),
                            Optional.empty()))
                    : Optional.empty(),
                new Location(new Bucket(FakeCloud.BUCKET), Optional.of(new S3Prefix(prefix(name)))),
                new TreeSet<>(List.of(stream))),
            List.of());
  }

  private void manifest(String recording, String name, String text) throws Exception {
    cloud.put(prefix(recording) + "/events/" + name, text);
  }

  private String started() {
    return """
    {"version": "v1", "channel_arn": "%s", "recording_started_at": "%s",
     "recording_status": "RECORDING_STARTED"}
    """
        .formatted(channel.arn(), start);
  }

  private String ended(long millis) {
    return """
    {"version": "v1", "channel_arn": "%s", "recording_started_at": "%s",
     "recording_ended_at": "%s", "recording_status": "RECORDING_ENDED",
     "media": {"hls": {"duration_ms": %d}}}
    """
        .formatted(channel.arn(), start, end, millis);
  }

  private void park(String name) {
    tables
        .parkedEvents()
        .park(
            new ParkingCause.UnknownStreamSession(new StreamId(channel.stream(9))),
            channel.name() + name,
            """
            {"id": "1", "detail-type": "IVS Recording State Change", "time": "%s",
             "resources": ["%s"], "detail": {"recording_status": "Recording End",
             "recording_s3_bucket_name": "%s", "recording_s3_key_prefix": "%s"}}
            """
                .formatted(end, channel.arn(), FakeCloud.BUCKET, prefix(name)));
  }
}
