package ivs.recordings.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Start;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/// Whatever profiles a channel or stage was linked to, and is linked to now, each recording that
/// tables and bucket know is in the account of exactly one window. `-Daudit.seed` plays a history
/// again.
final class AuditLawTest {
  private static final int CHANNELS = 12;
  private static final int WINDOWS = 5;
  private static final Bucket BUCKET = new Bucket("example-recordings");
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/M/d/H/m").withZone(ZoneOffset.UTC);

  private final long seed = Long.getLong("audit.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Instant since = now.minus(Duration.ofDays(40));
  private final Set<String> expected = new TreeSet<>();

  /// What IVS lists, by the ARN of the stage.
  private final Map<String, String> listed = new ConcurrentHashMap<>();

  @Test
  void theWindowsTogetherHoldWhatTablesAndBucketHold() throws Exception {
    System.out.printf("Audit: links and recordings with -Daudit.seed=%d%n", seed);
    try (var system = SharedSystem.startWithoutStreams(Map.of());
        var ivsOfStages = stages(system.endpoint());
        var target = new Operator(system).target();
        var asked = new Operator(system).at(ivsOfStages).target()) {
      for (int number = 0; number < CHANNELS; number++) {
        record(new TestChannel("law" + number), target);
        participate("lawStage" + number, target);
        compose("lawComposed" + number, target);
      }

      var found = new ArrayList<String>();
      try (var s3 = target.s3();
          var ivs = target.ivs();
          var realTime = asked.ivsRealTime()) {
        var configuration =
            new ReconcilerConfiguration(
                Set.of(BUCKET), Optional.empty(), Duration.ofDays(1), false);
        var files = new RecordedFiles(s3, configuration);
        for (var window : windows()) {
          var sessions = new SessionLister(ivs, realTime, window.since());
          new AuditRun(target.tables(), files, sessions, configuration, window)
              .give()
              .items()
              .forEach(item -> found.add(item.name()));
        }
      }
      found.removeIf(name -> !name.contains("law")); // The bucket has samples, too.

      assertThat(found).doesNotHaveDuplicates();
      assertThat(new TreeSet<>(found)).isEqualTo(expected);
    }
  }

  /// Some recordings of a channel, known by row, files and parked event in any combination.
  private void record(TestChannel channel, Target target) {
    for (int number = 0; number < 1 + random.nextInt(3); number++) {
      var began = moment();
      var name = "%sR%d".formatted(channel.name(), number);
      var prefix =
          new S3Prefix(
              "ivs/v1/111122223333/%s/%s/%s".formatted(channel.name(), FOLDER.format(began), name));
      var knownBy = 1 + random.nextInt(7);
      var hasRow = (knownBy & 1) > 0;
      if (hasRow) {
        var row = row(channel, name, began, prefix);
        target.tables().recordings().replace(Optional.empty(), row, List.of());
      }
      if ((knownBy & 2) > 0) {
        putManifest(target, prefix, manifest(began));
      }
      if ((knownBy & 4) > 0) {
        var cause = new ParkingCause.UnknownProfile(new SourceArn(channel.arn()), "");
        target.tables().parkedEvents().park(cause, name, event(channel, began, prefix));
      }
      expected.add(hasRow ? name : BUCKET.value() + "/" + prefix.value());
    }
    if (random.nextInt(3) > 0) { // Linked today, perhaps to another profile than that of a row.
      target
          .tables()
          .profiles()
          .put(
              new Profile(
                  new SourceArn(channel.arn()), owner(), Optional.empty(), Optional.empty()));
    }
  }

  /// What IVS lists of each stage.
  private AwsStubServer stages(URI engine) throws Exception {
    return new AwsStubServer(request ->
        request.path().equals("/ListStageSessions")
            ? Answer.json(
                "{\"stageSessions\": [%s]}"
                    .formatted(
                        listed.getOrDefault(
                            JsonOutput.read(request.body()).orElseThrow().path("stageArn").asText(),
                            "")))
            : AwsStubServer.handOn(request, engine));
  }

  private static SourceArn stage(String name) {
    return new SourceArn("arn:aws:ivs:us-east-1:111122223333:stage/" + name);
  }

  /// One participant in a session that IVS lists, or that has a row, or both.
  private void participate(String name, Target target) {
    var began = moment();
    var session = new StreamId("st-" + name);
    var prefix = new S3Prefix("%s/%s/who/%s".formatted(name, session.value(), random.nextInt(99)));
    var location = new StorageLocation(BUCKET, Optional.of(prefix));
    var id = RecordingId.ofParticipant(BUCKET, prefix);
    var sessionBegan = began.minusSeconds(random.nextInt(3_600));
    var sessionKnownBy = 1 + random.nextInt(3);
    if ((sessionKnownBy & 1) > 0) {
      listed.put(
          stage(name).value(),
          "{\"sessionId\": \"%s\", \"startTime\": \"%s\"}"
              .formatted(session.value(), sessionBegan));
    }
    var owner = owner();
    target
        .tables()
        .profiles()
        .put(new Profile(stage(name), owner, Optional.empty(), Optional.empty()));
    if ((sessionKnownBy & 2) > 0) {
      target
          .tables()
          .streamSessions()
          .replace(
              0,
              new StreamSession(
                  session,
                  owner,
                  stage(name),
                  StreamStatus.LIVE,
                  Optional.of(sessionBegan),
                  Optional.empty(),
                  Optional.empty()));
    }
    var knownBy = 1 + random.nextInt(7);
    if ((knownBy & 1) > 0) {
      var row = row(id, Source.IVS_PARTICIPANT, name, Optional.of(session), began, location);
      target
          .tables()
          .recordings()
          .replace(Optional.empty(), random.nextBoolean() ? row : onlyItsEnd(row), List.of());
    }
    if ((knownBy & 2) > 0) {
      putManifest(target, prefix, random.nextBoolean() ? "{}" : manifest(began));
    }
    if ((knownBy & 4) > 0) {
      park(
          target,
          name,
          """
          {"detail-type": "IVS Participant Recording State Change", "time": "%s", "resources": ["%s"],
           "detail": {"session_id": "%s", "participant_id": "who",
            "recording_s3_bucket_name": "%s", "recording_s3_key_prefix": "%s"}}
          """
              .formatted(
                  began, stage(name).value(), session.value(), BUCKET.value(), prefix.value()));
    }
    expected.add((knownBy & 1) > 0 ? id.value() : BUCKET.value() + "/" + prefix.value());
  }

  /// A composition that has a row, with or without a place, or a parked event, or both.
  private void compose(String name, Target target) {
    var began = moment();
    var id = RecordingId.ofComposition(new SessionId(name));
    var prefix = new S3Prefix("x/%s/destination/composite".formatted(name));
    var location =
        random.nextBoolean()
            ? new StorageLocation(BUCKET, Optional.of(prefix))
            : StorageLocation.UNKNOWN;
    var knownBy = 1 + random.nextInt(3);
    if ((knownBy & 1) > 0) {
      var row = row(id, Source.IVS_COMPOSITION, name, Optional.empty(), began, location);
      target.tables().recordings().replace(Optional.empty(), row, List.of());
    }
    if ((knownBy & 2) > 0) {
      park(
          target,
          name,
          """
          {"detail-type": "IVS Composition State Change", "time": "%s",
           "resources": ["arn:aws:ivs:us-east-1:111122223333:composition/%s"],
           "detail": {"event_name": "Session Start", "stage_arn": "%s"}}
          """
              .formatted(began, name, stage(name).value()));
    }
    expected.add(id.value());
  }

  private static void park(Target target, String name, String event) {
    var cause = new ParkingCause.UnknownProfile(stage(name), "");
    target.tables().parkedEvents().park(cause, name, event);
  }

  private Recording row(
      RecordingId id,
      Source source,
      String stage,
      Optional<StreamId> session,
      Instant began,
      StorageLocation location) {
    return new Recording(
        id,
        Optional.empty(),
        owner(),
        stage(stage),
        source,
        Optional.of(new Start(began, session)),
        Optional.empty(),
        location,
        new TreeSet<>(session.stream().toList()));
  }

  private Instant moment() {
    return since.plusSeconds(random.nextLong(Duration.between(since, now).toSeconds()));
  }

  private ProfileId owner() {
    return new ProfileId("owner" + random.nextInt(3));
  }

  private List<AuditRun.Window> windows() {
    var cuts = new TreeSet<>(List.of(since.minusSeconds(60), now.plusSeconds(1)));
    while (cuts.size() <= WINDOWS) {
      cuts.add(moment());
    }
    return cuts.headSet(cuts.last()).stream()
        .map(cut -> new AuditRun.Window(Optional.empty(), cut, cuts.higher(cut), now))
        .toList();
  }

  private Recording row(TestChannel channel, String name, Instant began, S3Prefix prefix) {
    var stream = new StreamId(channel.stream(1));
    return new Recording(
        new RecordingId(name),
        Optional.empty(),
        owner(),
        new SourceArn(channel.arn()),
        Source.IVS_CHANNEL,
        Optional.of(new Start(began, stream)),
        Optional.empty(),
        new StorageLocation(BUCKET, Optional.of(prefix)),
        new TreeSet<>(List.of(stream)));
  }

  private static String manifest(Instant began) {
    return "{\"recording_started_at\": \"%s\"}".formatted(began);
  }

  /// A row whose start was lost is dated by its end.
  private static Recording onlyItsEnd(Recording row) {
    var end =
        new Recording.Outcome(
            RecordingStatus.COMPLETED,
            row.recordedAt(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Recording(
        row.id(),
        row.sessionId(),
        row.profileId(),
        row.sourceArn(),
        row.source(),
        Optional.empty(),
        Optional.of(end),
        row.location(),
        row.streamIds());
  }

  private static void putManifest(Target target, S3Prefix prefix, String manifest) {
    try (var s3 = target.s3()) {
      s3.putObject(
          put -> put.bucket(BUCKET.value()).key(prefix.value() + "/events/recording-started.json"),
          RequestBody.fromString(manifest));
    }
  }

  private static String event(TestChannel channel, Instant began, S3Prefix prefix) {
    return """
    {"detail-type": "IVS Recording State Change", "time": "%s", "resources": ["%s"],
     "detail": {"recording_s3_bucket_name": "%s", "recording_s3_key_prefix": "%s"}}
    """
        .formatted(began, channel.arn(), BUCKET.value(), prefix.value());
  }
}
