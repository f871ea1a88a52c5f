package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.Recording.Start;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.UploadRules;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Each test has a channel and a profile of its own, recorded in the last hours; rows are written
/// as the handler writes them, and files as IVS does.
@ExtendWith(SharedSystem.class)
class AuditCommandTest {
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/M/d/H/m").withZone(ZoneOffset.UTC);
  private static final String BUCKET = "example-recordings";
  private static final Answer NOT_TODAY =
      new Answer(
          503,
          "application/xml",
          "<Error><Code>ServiceUnavailable</Code><Message>not today</Message></Error>");
  private static final Pattern TOKEN = Pattern.compile("\"nextToken\" ?: ?\"(\\d+)\"");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final String MEDIA = "media-bucket";

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(3));
  private final Instant end = start.plusSeconds(70);
  private final Operator operator;
  private final Target target;
  private final Tables tables;
  private final TestChannel channel = new TestChannel("audited" + NUMBER.incrementAndGet());
  private final ProfileId profile = new ProfileId(channel.name());

  AuditCommandTest(Operator operator) {
    this.operator = operator;
    target = operator.target();
    tables = target.tables();
    operator.link(channel, profile.value());
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void everyRecordingGetsOneVerdictAndAllThatIsNotRightIsNamed() throws Exception {
    rightRow();
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
            "unexplained " + BUCKET + "/" + prefix("orphan"),
            "parked " + BUCKET + "/" + prefix("waiting"),
            "open " + channel.name() + "running",
            "repaired " + channel.name() + "ended");
    assertThat(json.path("recordings"))
        .allSatisfy(item -> {
          assertThat(item.path("why").asText()).endsWith(".");
          assertThat(item.path("s3KeyPrefix").asText()).startsWith("ivs/v1/111122223333/");
        });
    assertThat(json.path("deadLetters").fieldNames())
        .toIterable()
        .containsExactly("RecordingEventsDLQ", "RecordingRuleDLQ", "RecordingInvocationDLQ");
  }

  @Test
  void anObjectWithoutARecordingAndAnUploadWithoutItsObjectAreCounted() throws Exception {
    var began = Instant.now().minusSeconds(900);
    var arrived = uploaded("arrived");
    var lost = uploaded("lost");
    put(arrived.key().value());
    put("recordings/lab/20261102-090000-%s.mp4".formatted(channel.name()));
    put("stream-recordings/%s/poster.jpg".formatted(channel.stream(1)));

    var json = operator.run("audit --json --since %s", began).json();

    assertThat(json.path("orphanObjects").asInt()).isEqualTo(1);
    assertThat(json.path("rowsWithoutObjects").asInt()).isEqualTo(1);
    assertThat(json.path("recordings"))
        .extracting(item -> item.path("finding").asText() + " " + item.path("name").asText())
        .contains(
            "OBJECTS_MISSING " + lost.id().value(),
            "ORPHAN_OBJECT %s/recordings/lab/20261102-090000-%s.mp4"
                .formatted(MEDIA, channel.name()))
        .noneMatch(item -> item.contains(arrived.id().value()) || item.contains("poster"));
    assertThat(operator.run("audit --since %s", began).out())
        .contains("1 object without a recording, 1 row without objects.");
    assertThat(operator.run("explain %s", lost.id().value()).out()).contains("Nothing lies there.");
  }

  private Upload uploaded(String name) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var upload =
        new Upload(
            profile,
            Optional.empty(),
            new Bucket(MEDIA),
            new S3ObjectKey("recordings/uploads/%s-%s.mp4".formatted(channel.name(), name)),
            new FileName(name + ".mp4"),
            VideoFormat.MP4,
            Optional.empty(),
            now.minusSeconds(600));
    var object =
        new StoredObject(
            1, "video/mp4", "etag", now.minusSeconds(500), Optional.of(VideoFormat.MP4));
    var row = upload.row();
    tables
        .recordings()
        .replace(
            Optional.empty(),
            row.join(Recording.of(profile, UploadRules.arrived(row, object))),
            List.of());
    return upload;
  }

  private void put(String key) {
    try (var s3 = target.s3()) {
      s3.putObject(put -> put.bucket(MEDIA).key(key), RequestBody.fromString("content"));
    }
  }

  @Test
  void whatAuditAndListCallARecordingIsWhatExplainTakes() throws Exception {
    manifest("orphan", "recording-ended.json", ended(1));
    rightRow();
    var place = BUCKET + "/" + prefix("orphan");

    assertThat(audit().out()).contains("unexplained  " + place + "  ");
    for (var name : List.of(place, prefix("orphan"))) {
      var run = operator.run("explain %s", name);

      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains(
              place + " has no row yet, and no event of it is parked",
              "Its files: s3://" + place,
              "The manifest says RECORDING_ENDED",
              "-> the reconciler will enter it; at once: ./recordings reconcile --all-channels"
                  + " --since ");
    }
    assertThat(operator.run("explain %s", prefix("right")).out())
        .startsWith(channel.name() + "right is COMPLETED");
    assertThat(operator.run("explain %s", prefix("nothing")).exitCode())
        .isEqualTo(ExitCode.NOT_FOUND.code());
  }

  /// `repaired` reads as done, so only programs get that word.
  @Test
  void whatTheReconcilerWillMakeGoodIsNotSaidToBeDone() throws Exception {
    row("ended", false);
    manifest("ended", "recording-ended.json", ended(70_264));

    var run = audit();

    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("to repair " + channel.name() + "ended")
        .contains(
            "1 recording will be repaired by the reconciler; at once:"
                + " './recordings reconcile --all-channels --since")
        .doesNotContain(" repaired " + channel.name());
    assertThat(audit("--json").json().path("repaired").asInt()).isEqualTo(1);
  }

  @Test
  void aCorruptRowIsNamedByItsKey() throws Exception {
    rightRow();
    row("broken", true);
    var key = Map.of("recordingId", AttributeValue.fromS(channel.name() + "broken"));
    try (var dynamo = target.dynamoDb()) {
      dynamo.updateItem(update ->
          update
              .tableName("Recording")
              .key(key)
              .updateExpression("SET recordingStatus = :nonsense")
              .expressionAttributeValues(Map.of(":nonsense", AttributeValue.fromS("NONSENSE"))));
      var list = operator.run("list --profile %s", profile.value());
      var run = audit("--json");
      dynamo.deleteItem(delete -> delete.tableName("Recording").key(key));

      assertThat(run.json().path("recordings").path(0).path("recordingId").asText())
          .isEqualTo(channel.name() + "broken");
      assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(list.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(list.out()).contains(channel.name() + "right").doesNotContain("broken");
      assertThat(list.err())
          .contains(
              "the item %sbroken of Recording cannot be read: attribute recordingStatus has the value 'NONSENSE'"
                  .formatted(channel.name()),
              "docs/runbook.md#rows-that-cannot-be-read");
    }
  }

  @Test
  void whereAllIsRightThereIsNothingToSay() throws Exception {
    rightRow();

    var run = audit();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern("found +right +to repair +open +parked +unexplained")
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

  /// As the reconciler takes it: its parser has the same cases.
  @Test
  void aManifestBeyondTheLimitsIsUnreadable() throws Exception {
    var manifests =
        Map.of(
            "old", "{\"recording_started_at\": \"2019-11-02T09:05:12Z\"}",
            "long", "{\"media\": {\"hls\": {\"duration_ms\": 1000000000000000}}}",
            "deep", "{\"media\": " + "[".repeat(40) + "]".repeat(40) + "}");
    manifests.forEach((name, manifest) -> {
      row(name, true);
      manifest(name, "recording-ended.json", manifest);
    });

    var run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("unexplained " + channel.name() + "old")
        .contains("unexplained " + channel.name() + "long")
        .contains("unexplained " + channel.name() + "deep")
        .contains("recording-ended.json: The field recording_started_at is no time of this era.")
        .contains("recording-ended.json: The field media.hls.duration_ms must be a number")
        .contains("recording-ended.json is JSON beyond measure");
  }

  @Test
  void aLostRecordingOfOneStreamIsTheReconcilersToMake() throws Exception {
    manifest("lost", "recording-ended.json", ended(70_000));
    broadcast();

    var json = audit("--json").json();

    assertThat(json.path("repaired").asInt()).isEqualTo(1);
    assertThat(json.path("recordings").path(0).path("why").asText())
        .contains("its events never came", channel.stream(1), "reconcile makes its row after");
  }

  @Test
  void theRowOfAFormerOwnerIsFoundByItsStream() throws Exception {
    rightRow();
    broadcast();
    operator.link(channel, "later" + channel.name());

    var all = auditOf("later" + channel.name(), "--json").json();

    assertThat(counts(all)).isEqualTo("0 found, 0 right, 0 repaired, 0 open, 0 parked, 0 odd");
    assertThat(auditOf(profile.value(), "--json").json().path("right").asInt()).isEqualTo(1);
  }

  @Test
  void aBusyChannelsStreamsAreListedBackToTheWindow() throws Exception {
    manifest("lost", "recording-ended.json", ended(70_000));
    try (var ivs =
        new AwsStubServer(request ->
            request.isFor("ivs")
                ? sessions(request.body())
                : AwsStubServer.handOn(request, operator.endpoint()))) {
      var json = audit(operator.at(ivs), profile.value(), "--json").json();

      assertThat(json.path("recordings").path(0).path("why").asText()).contains("st-twelfth");
      assertThat(ivs.requests()).filteredOn(request -> request.isFor("ivs")).hasSize(12);
    }
  }

  /// Eleven pages of later streams, the one that is looked for, and one that is never asked for.
  private Answer sessions(String asked) {
    var token = TOKEN.matcher(asked);
    var page = token.find() ? Integer.parseInt(token.group(1)) : 1;
    return Answer.json(
        page == 12
            ? """
            {"nextToken": "13", "streamSessions": [
             {"streamId": "st-twelfth", "startTime": "%s", "endTime": "%s"},
             {"streamId": "st-old", "startTime": "2020-01-01T00:00:00Z", "endTime": "2020-01-01T00:00:01Z"}]}
            """
                .formatted(start.minusSeconds(2), end)
            : """
            {"nextToken": "%d", "streamSessions": [
             {"streamId": "st-%d", "startTime": "%s", "endTime": "%s"}]}
            """
                .formatted(page + 1, page, end.plusSeconds(60), end.plusSeconds(70)));
  }

  @Test
  void aProfileWithoutAChannelIsNoSuccess() {
    var run = auditOf("unknown-profile");

    assertThat(run)
        .isEqualTo(
            new CommandLineRun(
                ExitCode.NOT_FOUND.code(),
                "",
                "recordings: no channel belongs to the profile unknown-profile: './recordings profile list' shows the profiles\n"));
  }

  @Test
  void whatBeganOutsideTheWindowIsNotSpokenOf() throws Exception {
    rightRow();
    manifest("orphan", "recording-ended.json", ended(1));

    var before =
        operator.run(
            "audit --profile %s --since %s --until %s --json",
            profile.value(), start.minusSeconds(3_600), start);

    assertThat(before.json().path("found").asInt()).isZero();
    assertThat(before.exitCode()).isZero();
  }

  @Test
  void whereS3CannotBeAskedThereIsNoAccount() throws Exception {
    row("right", true);
    try (var broken = operator.answering(request -> request.isFor("s3"), NOT_TODAY)) {
      var run = audit(operator.at(broken), profile.value());

      assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
      assertThat(run.out()).isEmpty();
      assertThat(run.complaint())
          .contains("answers ServiceUnavailable: not today; try again in a moment");
    }
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    var run = auditWhereBucketsAre("no-such-bucket");

    assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
    assertThat(run.complaint()).contains("there is no bucket no-such-bucket");
  }

  @Test
  void withoutABucketThereIsNothingToHoldRowsAgainst() {
    var run = auditWhereBucketsAre("");

    assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
    assertThat(run.err()).contains("deploy with the parameter RecordingBuckets");
  }

  private CommandLineRun audit(String... options) {
    return auditOf(profile.value(), options);
  }

  private CommandLineRun auditOf(String profile, String... options) {
    return audit(operator, profile, options);
  }

  private CommandLineRun audit(Operator who, String profile, String... options) {
    var line = List.of("audit --profile %s --since %s", String.join(" ", options));
    return who.run(String.join(" ", line).strip(), profile, start.minusSeconds(60));
  }

  private CommandLineRun auditWhereBucketsAre(String names) {
    try (var other = SharedSystem.startWithoutStreams(Map.of("RecordingBuckets", names))) {
      var stranger = new Operator(other);
      stranger.link(channel, profile.value());
      return audit(stranger, profile.value());
    }
  }

  /// IVS hears of the stream that the recordings are of.
  private void broadcast() {
    operator.send(
        channel.streamStart(1, start.minusSeconds(2).toString()),
        channel.streamEnd(1, end.toString()));
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

  private void rightRow() {
    row("right", true);
    manifest("right", "recording-ended.json", ended(70_264));
  }

  private void row(String name, boolean over) {
    var stream = new StreamId(channel.stream(1));
    tables
        .recordings()
        .replace(
            Optional.empty(),
            new Recording(
                new RecordingId(channel.name() + name),
                Optional.of(new SessionId(channel.name() + name)),
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
                new StorageLocation(new Bucket(BUCKET), Optional.of(new S3Prefix(prefix(name)))),
                new TreeSet<>(List.of(stream))),
            List.of());
  }

  private void manifest(String recording, String name, String text) {
    try (var s3 = target.s3()) {
      s3.putObject(
          put -> put.bucket(BUCKET).key(prefix(recording) + "/events/" + name),
          RequestBody.fromString(text));
    }
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
                .formatted(end, channel.arn(), BUCKET, prefix(name)));
  }
}
