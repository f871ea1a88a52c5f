package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ParticipantId;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.Recording.Start;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// What the commands say of participants and compositions. Each test has a stage of its own, with
/// one session that IVS lists.
@ExtendWith(SharedSystem.class)
class StageQueriesTest {
  private static final Bucket BUCKET = new Bucket("example-recordings");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(3));
  private final Instant end = start.plusSeconds(70);
  private final String name = "stageOfTest" + NUMBER.incrementAndGet();
  private final SourceArn stage = new SourceArn("arn:aws:ivs:us-east-1:111122223333:stage/" + name);
  private final StreamId session = new StreamId("st-" + name);
  private final AwsStubServer aws;
  private final Operator operator;
  private final Target target;

  StageQueriesTest(Operator system) throws Exception {
    aws =
        new AwsStubServer(request ->
            request.path().equals("/ListStageSessions")
                ? sessions(request.body())
                : AwsStubServer.handOn(request, system.endpoint()));
    operator = system.at(aws);
    target = system.target();
    assertThat(operator.run("profile put --stage %s --profile %s", stage.value(), name).exitCode())
        .isZero();
  }

  @AfterEach
  void close() {
    operator.run("profile remove --stage %s --yes", stage.value());
    target.close();
    aws.close();
  }

  /// Two pages.
  private Answer sessions(String asked) {
    var list = JsonOutput.read(asked).orElseThrow();
    var isFirst = list.path("nextToken").isMissingNode();
    return Answer.json(
        !list.path("stageArn").asText().equals(stage.value())
            ? "{\"stageSessions\": []}"
            : isFirst
                ? "{\"nextToken\": \"2\", \"stageSessions\": []}"
                : "{\"stageSessions\": [{\"sessionId\": \"%s\", \"startTime\": \"%s\"}]}"
                    .formatted(session.value(), start.minusSeconds(5)));
  }

  @Test
  void everyRecordingOfAStageIsExplained() throws Exception {
    participant("right", true);
    manifest(prefix("right"), ended());
    participant("late", false);
    manifest(prefix("late"), ended());
    manifest(prefix("lost"), ended());
    manifest(name + "/" + session.value() + "/merged", ended()); // Documented without a timestamp.
    parkParticipant("waiting", "Recording End");
    assertThat(operator.run("parked --waiting-for %s", stage.value()).out())
        .contains("profile put --profile ID --stage " + stage.value());
    parkParticipant("never", "Recording Start Failure");
    refused("refused");
    manifest(prefix("refused"), ended().replace("RECORDING_ENDED", "RECORDING_START_FAILED"));
    composition("composed", place("composed"));
    manifest(place("composed").prefix().orElseThrow().value(), ended());
    composition("unplaced", StorageLocation.UNKNOWN);
    parkComposition("parked", start);
    parkComposition("parked", end);

    var run = audit();

    assertThat(run.err()).isEmpty();
    assertThat(run.json().path("recordings"))
        .extracting(item -> item.path("verdict").asText() + " " + item.path("name").asText())
        .containsExactlyInAnyOrder(
            "unexplained composition:" + name + "unplaced",
            "parked " + BUCKET.value() + "/" + prefix("waiting"),
            "parked participant:%s/never".formatted(session.value()),
            "parked composition:" + name + "parked",
            "repaired participant:" + BUCKET.value() + "/" + prefix("late"),
            "repaired " + BUCKET.value() + "/" + prefix("lost"),
            "repaired %s/%s/%s/merged".formatted(BUCKET.value(), name, session.value()));
    assertThat(run.json().path("right").asInt()).isEqualTo(3);
    assertThat(run.json().toString())
        .contains(
            "It is a recording of " + session.value(),
            "look in the bucket for */%sunplaced/*/composite".formatted(name));
    assertThat(run.json().path("recordings").path(0).path("finding").asText())
        .isEqualTo("LOCATION_UNKNOWN");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(aws.requests())
        .filteredOn(request -> request.path().equals("/ListStreamSessions"))
        .isEmpty();
  }

  @Test
  void aParticipantIsExplainedByEachOfItsNames() throws Exception {
    participant("told", true);
    var prefix = prefix("told");
    manifest(prefix, ended());
    var place = BUCKET.value() + "/" + prefix;
    var id = "participant:" + place;

    for (var typed :
        List.of(
            id,
            id.replace('/', '~'),
            place,
            place.replace('/', '~'),
            "s3://" + place + "/",
            prefix)) {
      var run = operator.run("explain %s", typed);

      assertThat(run.err()).isEmpty();
      assertThat(run.out().replaceAll("\\s+", " "))
          .startsWith(id + " is COMPLETED: " + name + "'s, on " + stage.value())
          .contains(
              "Its files: s3://" + place,
              "To play: s3://" + place + "/media/hls/multivariant.m3u8 ",
              "Row and files agree.",
              "Parked: nothing of it, of its stage sessions or of its stage.",
              "Its stage sessions:");
    }
    assertThat(operator.json("show %s", id.replace('/', '~')).path("source"))
        .hasToString("\"IVS_PARTICIPANT\"");
    assertThat(operator.json("explain %s", session.value()).path("playlist").asText())
        .isEqualTo("s3://" + place + "/media/hls/multivariant.m3u8");
    operator.run("profile remove --stage %s --yes", stage.value());
    assertThat(operator.run("explain s3://%s", place).out()).startsWith(id);
  }

  @Test
  void aCompositionIsExplainedByItsIdAndItsPlace() throws Exception {
    composition("told", place("told"));
    var prefix = place("told").prefix().orElseThrow().value();
    manifest(prefix, ended());
    parkComposition("told", end);

    for (var id : List.of("composition:" + name + "told", BUCKET.value() + "/" + prefix, prefix)) {
      var run = operator.run("explain %s", id);

      assertThat(run.err()).isEmpty();
      assertThat(run.out().replaceAll("\\s+", " "))
          .startsWith("composition:" + name + "told is COMPLETED")
          .contains("To play: s3://" + BUCKET.value() + "/" + prefix, "UNKNOWN_PROFILE")
          .contains("No profile is linked to the stage (" + stage.value() + ").")
          .doesNotContain("Its streams", "Its compositions", "of its channel");
    }
    assertThat(operator.run("show composition:%s", name + "told").out())
        .contains("IVS_COMPOSITION")
        .doesNotContain("stream session");
  }

  @Test
  void aCompositionWithoutAPlaceIsSaidToBeSo() throws Exception {
    composition("lost", StorageLocation.UNKNOWN);
    var id = "composition:" + name + "lost";

    var run = operator.run("explain %s", id);

    assertThat(run.err()).isEmpty();
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("Its files: none", "look in the bucket for */%slost/*/composite.".formatted(name))
        .contains(
            "sqs send-message --queue-url \"$(physical RecordingEvents)\"",
            "docs/runbook.md#a-composition-without-a-place");
    var shown = operator.json("show %s", id);
    assertThat(shown.path("mediaError").asText()).isEqualTo("LOCATION_UNKNOWN");
    assertThat(shown.has("streamSessionId") || shown.has("s3BucketName")).isFalse();
    assertThat(operator.run("list --profile %s", name).out())
        .contains(id, "IVS_COMPOSITION", "mediaError LOCATION_UNKNOWN");
  }

  @Test
  void aFailureIsExplainedInTheWordsOfAStage() {
    row(
        RecordingId.ofComposition(new SessionId(name + "broken")),
        Source.IVS_COMPOSITION,
        Optional.of(new SessionId(name + "broken")),
        place("broken"),
        Optional.of(
            new Outcome(
                RecordingStatus.FAILED,
                end,
                Optional.empty(),
                Optional.of("Odd"),
                Optional.empty(),
                true)));

    assertThat(
            operator.run("explain composition:%s", name + "broken").out().replaceAll("\\s+", " "))
        .contains("What the composition wrote to S3 could not be finished", "its policy must have")
        .doesNotContain("channel", "stream");
  }

  @ParameterizedTest
  @CsvSource({"--stage, channel", "--stage, stage", "--channel, stage"})
  void aStageIsLinkedAsAChannelIs(String option, String kind) {
    var arn = "arn:aws:ivs:us-east-1:111122223333:%s/linked%s".formatted(kind, name);

    assertThat(operator.run("profile put %s %s --profile p", option, arn).out())
        .contains(arn + " belongs to p");
    assertThat(operator.run("profile remove %s %s --yes", option, arn).out())
        .contains(arn + " has no profile (before: p)");
  }

  private CommandLineRun audit() {
    return operator.run("audit --profile %s --since %s --json", name, start.minusSeconds(60));
  }

  private String prefix(String participant) {
    return "%s/%s/%s/2026-11-01T12-00-55Z".formatted(name, session.value(), participant);
  }

  private StorageLocation place(String composition) {
    return new StorageLocation(
        BUCKET,
        Optional.of(new S3Prefix("MNALAcH9j2EJ/%s/dest/composite".formatted(name + composition))));
  }

  private void participant(String who, boolean isOver) {
    var prefix = new S3Prefix(prefix(who));
    row(
        RecordingId.ofParticipant(BUCKET, prefix),
        Source.IVS_PARTICIPANT,
        Optional.empty(),
        new StorageLocation(BUCKET, Optional.of(prefix)),
        isOver ? Optional.of(completed()) : Optional.empty());
  }

  /// A start that failed, whose event named no files.
  private void refused(String who) {
    row(
        RecordingId.ofParticipant(session, new ParticipantId(who)),
        Source.IVS_PARTICIPANT,
        Optional.empty(),
        new StorageLocation(BUCKET, Optional.empty()),
        Optional.of(
            new Outcome(
                RecordingStatus.FAILED,
                start,
                Optional.empty(),
                Optional.empty(),
                Optional.of(session))));
  }

  private void composition(String composition, StorageLocation location) {
    var id = new SessionId(name + composition);
    row(
        RecordingId.ofComposition(id),
        Source.IVS_COMPOSITION,
        Optional.of(id),
        location,
        Optional.of(completed()));
  }

  private Outcome completed() {
    return new Outcome(
        RecordingStatus.COMPLETED,
        end,
        Optional.of(Duration.ofSeconds(70)),
        Optional.empty(),
        Optional.empty());
  }

  private void row(
      RecordingId id,
      Source source,
      Optional<SessionId> composition,
      StorageLocation location,
      Optional<Outcome> outcome) {
    var streams = Optional.of(session).filter(_ -> source == Source.IVS_PARTICIPANT);
    target
        .tables()
        .recordings()
        .replace(
            Optional.empty(),
            new Recording(
                id,
                composition,
                new ProfileId(name),
                stage,
                source,
                Optional.of(new Start(start, streams)),
                outcome,
                location,
                new TreeSet<>(streams.stream().toList())),
            List.of());
  }

  private String ended() {
    return """
    {"version": "v1", "stage_arn": "%s", "session_id": "%s", "recording_started_at": "%s",
     "recording_ended_at": "%s", "recording_status": "RECORDING_ENDED",
     "media": {"hls": {"duration_ms": 70264, "path": "media/hls", "playlist": "multivariant.m3u8"}}}
    """
        .formatted(stage.value(), session.value(), start, end);
  }

  private void manifest(String prefix, String text) {
    try (var s3 = target.s3()) {
      s3.putObject(
          put -> put.bucket(BUCKET.value()).key(prefix + "/events/recording-ended.json"),
          RequestBody.fromString(text));
    }
  }

  private void parkParticipant(String who, String event) {
    var files =
        event.equals("Recording Start Failure")
            ? ""
            : ", \"recording_s3_bucket_name\": \"%s\", \"recording_s3_key_prefix\": \"%s\""
                .formatted(BUCKET.value(), prefix(who));
    park(
        who,
        """
        {"id": "1", "detail-type": "IVS Participant Recording State Change", "time": "%s",
         "resources": ["%s"], "detail": {"event_name": "%s", "session_id": "%s",
         "participant_id": "%s"%s}}
        """
            .formatted(start, stage.value(), event, session.value(), who, files));
  }

  private void parkComposition(String composition, Instant time) {
    park(
        composition + time,
        """
        {"id": "1", "detail-type": "IVS Composition State Change", "time": "%s",
         "resources": ["arn:aws:ivs:us-east-1:111122223333:composition/%s"],
         "detail": {"event_name": "Session Start", "stage_arn": "%s"}}
        """
            .formatted(time, name + composition, stage.value()));
  }

  private void park(String id, String event) {
    target
        .tables()
        .parkedEvents()
        .park(new ParkingCause.UnknownProfile(stage, "No profile."), name + id, event);
  }
}
