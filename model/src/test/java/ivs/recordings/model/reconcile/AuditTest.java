package ivs.recordings.model.reconcile;

import static ivs.recordings.model.recording.ModelFixtures.BUCKET;
import static ivs.recordings.model.recording.ModelFixtures.CHANNEL;
import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.LOCATION;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.PREFIX;
import static ivs.recordings.model.recording.ModelFixtures.RIVAL;
import static ivs.recordings.model.recording.ModelFixtures.SECOND;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.endFailed;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.startFailed;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.reconcile.Audit.Evidence;
import ivs.recordings.model.reconcile.Audit.Files;
import ivs.recordings.model.reconcile.Audit.Verdict;
import ivs.recordings.model.reconcile.Audit.Verdict.Open;
import ivs.recordings.model.reconcile.Audit.Verdict.Parked;
import ivs.recordings.model.reconcile.Audit.Verdict.Repairable;
import ivs.recordings.model.reconcile.Audit.Verdict.Right;
import ivs.recordings.model.reconcile.Audit.Verdict.Unexplained;
import ivs.recordings.model.reconcile.Manifest.Status;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.UploadRules;
import ivs.recordings.model.upload.VideoFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each line is a recording: what the row says, what the files say, when one looks, the verdict.
final class AuditTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NEXT_HOUR = at(3_600);
  private static final Instant NEXT_WEEK = at(7 * 86_400);
  private static final Instant NEXT_MONTH = at(31 * 86_400);
  private static final Audit.Waiting WAITING = new Audit.Waiting("MALFORMED", "It is unsound.");

  private static final Recording RUNNING = fold(started(10, FIRST));
  private static final Recording COMPLETED = fold(started(10, FIRST), ended(83, 70_000));
  private static final Recording FAILED = fold(started(10, FIRST), endFailed(83, "Broken"));
  private static final Recording ENDED_ONLY = fold(ended(83, 70_000));

  private static final SourceArn STAGE =
      new SourceArn("arn:aws:ivs:eu-west-1:111122223333:stage/oWXSOfbOLMte");
  private static final Profile STAGE_OWNER =
      new Profile(STAGE, OWNER.profileId(), Optional.empty(), Optional.empty());
  private static final SessionId COMPOSITION = new SessionId("s2AdaGUbvQgp");
  private static final Recording COMPOSED =
      fold(new Started(composition(10, LOCATION)), composedEnd(LOCATION));
  private static final Recording BROKEN =
      COMPOSED.join(fold(destinationFailed(82, Optional.of(Duration.ofSeconds(68)))));

  private static final Recording UPLOADING =
      new Upload(
              OWNER.profileId(),
              Optional.empty(),
              new Bucket("example-media"),
              new S3ObjectKey("recordings/uploads/20261102-090000-clip.mp4"),
              new FileName("clip.mp4"),
              VideoFormat.MP4,
              Optional.empty(),
              at(0))
          .row();
  private static final Recording UPLOADED =
      UPLOADING.join(
          Recording.of(
              OWNER.profileId(),
              UploadRules.arrived(
                  UPLOADING,
                  new StoredObject(1, "video/mp4", "etag", at(60), Optional.of(VideoFormat.MP4)))));

  private static final Files STARTED_FILES = told(Status.STARTED, Optional.empty());
  private static final Files ENDED_FILES = told(Status.ENDED, Optional.of(70_264L));
  private static final Files FAILED_FILES = told(Status.ENDED_WITH_FAILURE, Optional.of(9_000L));
  private static final Files UNTOLD = new Files.Untold();

  static Stream<Arguments> withARow() {
    return Stream.of(
        line(COMPLETED, ENDED_FILES, NEXT_HOUR, Right.class, ""),
        line(COMPLETED, ENDED_FILES, at(90), Right.class, ""),
        line(FAILED, told(Status.ENDED_WITH_FAILURE, Optional.of(0L)), NEXT_HOUR, Right.class, ""),
        line(FAILED, UNTOLD, NEXT_WEEK, Right.class, ""),
        line(FAILED, STARTED_FILES, NEXT_WEEK, Right.class, ""),
        line(fold(startFailed(1, "X")), new Files.Unnamed(), NEXT_HOUR, Right.class, ""),
        line(
            fold(startFailed(1, "X")),
            told(Status.START_FAILED, Optional.empty()),
            NEXT_HOUR,
            Right.class,
            ""),
        line(RUNNING, ENDED_FILES, NEXT_HOUR, Repairable.class, "It is STARTED, but its manifest"),
        line(RUNNING, FAILED_FILES, NEXT_HOUR, Repairable.class, "says that it failed at"),
        line(FAILED, ENDED_FILES, NEXT_HOUR, Repairable.class, "says that it ended at"),
        line(FAILED, FAILED_FILES, NEXT_HOUR, Repairable.class, "unknown, but its manifest says"),
        line(ENDED_ONLY, ENDED_FILES, NEXT_HOUR, Repairable.class, "Reconcile adds it after"),
        line(ENDED_ONLY, ENDED_FILES, NEXT_WEEK, Repairable.class, "Its start is unknown"),
        line(RUNNING, UNTOLD, NEXT_HOUR, Open.class, "It runs since 2026-11-02T09:00:10Z."),
        line(RUNNING, STARTED_FILES, NEXT_HOUR, Open.class, "It runs since"),
        line(RUNNING, ENDED_FILES, at(80 + 359), Open.class, "its events may still come"),
        line(COMPLETED, UNTOLD, at(90), Open.class, "It has just ended"),
        line(COMPLETED, STARTED_FILES, at(90), Open.class, "It has just ended"),
        line(RUNNING, UNTOLD, NEXT_WEEK, Unexplained.class, "longer than a recording lasts"),
        line(RUNNING, STARTED_FILES, NEXT_WEEK, Unexplained.class, "tell only of a start"),
        line(COMPLETED, UNTOLD, NEXT_HOUR, Unexplained.class, "but there is no manifest"),
        line(COMPLETED, new Files.Missing(), NEXT_HOUR, Unexplained.class, "nothing lies where"),
        line(COMPLETED, new Files.Missing(), at(90), Open.class, "It has just ended"),
        line(FAILED, new Files.Missing(), NEXT_WEEK, Right.class, ""),
        line(RUNNING, new Files.Missing(), NEXT_HOUR, Open.class, "It runs since"),
        line(UPLOADED, new Files.Stored(), NEXT_WEEK, Right.class, ""),
        line(UPLOADED, new Files.Missing(), NEXT_WEEK, Unexplained.class, "nothing lies where"),
        line(UPLOADING, new Files.Missing(), NEXT_HOUR, Open.class, "has not arrived"),
        line(UPLOADING, new Files.Missing(), NEXT_MONTH, Repairable.class, "never arrived"),
        line(UPLOADING, new Files.Stored(), NEXT_HOUR, Repairable.class, "has arrived"),
        line(COMPLETED, STARTED_FILES, NEXT_HOUR, Unexplained.class, "tell only of a start"),
        line(COMPLETED, new Files.Unnamed(), NEXT_HOUR, Unexplained.class, "names no files"),
        line(COMPLETED, new Files.Hidden("Why."), NEXT_HOUR, Unexplained.class, "Why."),
        line(
            COMPLETED,
            new Files.Unreadable("recording-ended.json is not JSON"),
            NEXT_HOUR,
            Unexplained.class,
            "Its manifest cannot be read: recording-ended.json is not JSON."),
        line(COMPLETED, FAILED_FILES, NEXT_HOUR, Unexplained.class, "says that it failed at"),
        line(
            COMPLETED,
            told(Status.START_FAILED, Optional.empty()),
            NEXT_HOUR,
            Unexplained.class,
            "says that it failed to start"),
        line(
            COMPLETED,
            told(Status.ENDED, Optional.of(72_001L)),
            NEXT_HOUR,
            Repairable.class,
            "Its duration is 70000 ms, but its manifest says 72001 ms."),
        line(
            COMPLETED,
            told(Status.ENDED, Optional.of(67_999L)),
            NEXT_HOUR,
            Unexplained.class,
            "Its duration is 70000 ms, but its manifest says 67999 ms."),
        line(
            COMPLETED,
            told(RIVAL, Status.ENDED, at(10), at(80), Optional.of(70_000L)),
            NEXT_HOUR,
            Unexplained.class,
            "names another channel"),
        line(
            COMPLETED,
            told(CHANNEL, Status.ENDED, at(71), at(80), Optional.of(70_000L)),
            NEXT_HOUR,
            Unexplained.class,
            "It started at 2026-11-02T09:00:10Z, but its manifest says 2026-11-02T09:01:11Z."),
        line(
            COMPLETED,
            told(CHANNEL, Status.ENDED, at(10), at(144), Optional.of(70_000L)),
            NEXT_HOUR,
            Unexplained.class,
            "It ended at 2026-11-02T09:01:23Z, but its manifest says"),
        line(fold(started(10, FIRST), ended(440, 70_000)), ENDED_FILES, NEXT_HOUR, Right.class, ""),
        line(
            fold(started(10, FIRST), ended(441, 70_000)),
            ENDED_FILES,
            NEXT_HOUR,
            Unexplained.class,
            "It ended at"));
  }

  @ParameterizedTest
  @MethodSource("withARow")
  void aRowIsHeldAgainstItsFiles(
      Recording row, Files files, Instant now, Class<? extends Verdict> verdict, String words) {
    assertVerdict(Audit.of(evidence(List.of(row), files), now), verdict, words);
  }

  static Stream<Arguments> withoutARow() {
    return Stream.of(
        line(ENDED_FILES, NEXT_HOUR, Repairable.class, "makes its row after 2026-11-03T09:01:20Z"),
        line(ENDED_FILES, NEXT_WEEK, Repairable.class, "reconcile makes its row."),
        line(FAILED_FILES, NEXT_WEEK, Repairable.class, "of " + FIRST.value()),
        line(ENDED_FILES, at(90), Open.class, "its events have not arrived"),
        line(STARTED_FILES, NEXT_HOUR, Open.class, "its Start has not arrived"),
        line(UNTOLD, at(90), Open.class, "It has just begun"),
        line(UNTOLD, NEXT_HOUR, Unexplained.class, "neither a row nor a manifest"),
        line(STARTED_FILES, NEXT_WEEK, Unexplained.class, "never ended"),
        line(new Files.Unreadable("x"), NEXT_HOUR, Unexplained.class, "cannot be read: x."),
        line(new Files.Hidden("Why."), NEXT_HOUR, Unexplained.class, "Why."),
        line(new Files.Unnamed(), NEXT_HOUR, Unexplained.class, "neither a row nor files"),
        line(
            told(Status.START_FAILED, Optional.empty()),
            NEXT_HOUR,
            Repairable.class,
            "its events never came"),
        line(
            told(RIVAL, Status.ENDED, at(10), at(80), Optional.empty()),
            NEXT_HOUR,
            Unexplained.class,
            "names another channel"),
        line(
            told(CHANNEL, Status.ENDED, at(5_000), at(5_100), Optional.empty()),
            NEXT_WEEK,
            Unexplained.class,
            "when IVS knows of no stream"));
  }

  @ParameterizedTest
  @MethodSource("withoutARow")
  void filesWithoutARowAreExplainedOrNamed(
      Files files, Instant now, Class<? extends Verdict> verdict, String words) {
    assertVerdict(Audit.of(evidence(List.of(), files), now), verdict, words);
  }

  @Test
  void anEventThatWaitsExplainsWhatNothingElseDoes() {
    assertVerdict(waiting(List.of(), ENDED_FILES), Parked.class, "waits (MALFORMED): It is unsoun");
    assertVerdict(waiting(List.of(), new Files.Unnamed()), Parked.class, "MALFORMED");
    assertVerdict(waiting(List.of(COMPLETED), UNTOLD), Parked.class, "MALFORMED");
    assertThat(waiting(List.of(COMPLETED), ENDED_FILES)).isInstanceOf(Right.class);
    assertThat(waiting(List.of(RUNNING), ENDED_FILES)).isInstanceOf(Repairable.class);
    assertThat(waiting(List.of(RUNNING), UNTOLD)).isInstanceOf(Open.class);
  }

  @Test
  void aBrokenManifestIsNamedWhateverWaits() {
    assertVerdict(
        waiting(List.of(), new Files.Unreadable("it is not JSON")),
        Unexplained.class,
        "it is not JSON");
  }

  @Test
  void aSecondRowGivesWayOnlyIfItIsKnownByItsFilesAlone() {
    var twin = withId(COMPLETED, RecordingId.of(BUCKET, PREFIX), Optional.empty());
    var other = new SessionId("other");
    var rival = withId(COMPLETED, RecordingId.of(other), Optional.of(other));

    assertVerdict(
        Audit.of(evidence(List.of(COMPLETED, twin), ENDED_FILES), NEXT_WEEK),
        Repairable.class,
        "It has 2 rows");
    assertVerdict(
        Audit.of(evidence(List.of(COMPLETED, rival), ENDED_FILES), NEXT_WEEK),
        Unexplained.class,
        "nothing says which");
  }

  @Test
  void whatTheReconcilerLeavesAloneIsNotSaidToBeRepairable() {
    var unlinked =
        new Evidence(
            List.of(RUNNING),
            ENDED_FILES,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            DAY);
    assertVerdict(Audit.of(unlinked, NEXT_HOUR), Unexplained.class, "has no profile any more");
  }

  /// The reconciler looks at the rows of the profile that a channel is linked to.
  @Test
  void theFinishedRowOfAFormerOwnerIsNotSaidToBeRepairable() {
    var later =
        new Profile(OWNER.sourceArn(), new ProfileId("later"), Optional.empty(), Optional.empty());
    var tooShort = told(Status.ENDED, Optional.of(72_001L));

    assertVerdict(
        Audit.of(ownedBy(later, COMPLETED, tooShort), NEXT_HOUR),
        Unexplained.class,
        "is another profile's now");
    assertThat(Audit.of(ownedBy(later, RUNNING, tooShort), NEXT_HOUR))
        .isInstanceOf(Repairable.class);
  }

  private static Evidence ownedBy(Profile owner, Recording row, Files files) {
    return new Evidence(
        List.of(row), files, Optional.empty(), Optional.of(owner), List.of(), List.of(), DAY);
  }

  @Test
  void anEndWithoutADurationIsRepairedFromItsManifest() {
    var unmeasured =
        Recording.of(
            OWNER.profileId(), new RecordingEvent.Ended(ended(83, 1).subject(), Optional.empty()));

    assertVerdict(
        Audit.of(evidence(List.of(RUNNING.join(unmeasured)), ENDED_FILES), NEXT_HOUR),
        Repairable.class,
        "Its duration is unknown, but its manifest says 70264 ms.");
  }

  @Test
  void aRecordingBeganWhenItsRowOrElseItsManifestOrElseItsFolderSays() {
    assertThat(Audit.beginning(evidence(List.of(COMPLETED), ENDED_FILES))).contains(at(10));
    assertThat(Audit.beginning(evidence(List.of(ENDED_ONLY), ENDED_FILES))).contains(at(12));
    assertThat(Audit.beginning(evidence(List.of(), UNTOLD))).contains(at(0));
    var unnamed =
        new Evidence(
            List.of(ENDED_ONLY),
            new Files.Unnamed(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            DAY);
    assertThat(Audit.beginning(unnamed)).contains(at(83));
  }

  static Stream<Arguments> compositions() {
    var unplaced = StorageLocation.UNKNOWN;
    var unmeasured = COMPOSED.join(fold(destinationFailed(40, Optional.empty())));
    return Stream.of(
        line(COMPOSED, toldOfStage(Status.ENDED, 70_000), NEXT_HOUR, Right.class, ""),
        line(
            COMPOSED,
            toldOfStage(Status.ENDED_WITH_FAILURE, 70_000),
            NEXT_HOUR,
            Repairable.class,
            "It is COMPLETED, but its manifest says that it failed at"),
        line(
            COMPOSED,
            toldOfStage(Status.START_FAILED, 0),
            NEXT_HOUR,
            Repairable.class,
            "It is COMPLETED, but its manifest says that it failed to start."),
        line(BROKEN, toldOfStage(Status.ENDED, 68_264), NEXT_HOUR, Right.class, ""),
        line(
            unmeasured,
            toldOfStage(Status.ENDED, 68_264),
            NEXT_HOUR,
            Repairable.class,
            "Its duration is unknown, but its manifest says 68264 ms."),
        line(BROKEN, toldOfStage(Status.ENDED_WITH_FAILURE, 68_264), NEXT_HOUR, Right.class, ""),
        line(
            COMPOSED,
            told(RIVAL, Status.ENDED, at(10), at(80), Optional.of(70_000L)),
            NEXT_HOUR,
            Unexplained.class,
            "Its manifest names another channel"),
        line(
            fold(new Started(composition(10, unplaced))),
            new Files.Unnamed(),
            NEXT_HOUR,
            Unexplained.class,
            "look in the bucket for */s2AdaGUbvQgp/*/composite."),
        line(
            fold(composedEnd(unplaced)),
            new Files.Unnamed(),
            NEXT_WEEK,
            Unexplained.class,
            "IVS could not say any more where it recorded"));
  }

  @ParameterizedTest
  @MethodSource("compositions")
  void aCompositionIsHeldAgainstItsFiles(
      Recording row, Files files, Instant now, Class<? extends Verdict> said, String words) {
    var verdict = Audit.of(ownedBy(STAGE_OWNER, row, files), now);

    assertVerdict(verdict, said, words);
    assertThat(verdict.finding().filter(Finding.LOCATION_UNKNOWN::equals).isPresent())
        .isEqualTo(row.isLocationUnknown());
  }

  /// Its manifest names the session, so no stream is looked for.
  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"ENDED", "ENDED_WITH_FAILURE", "START_FAILED"})
  void aParticipantWithoutARowIsOfItsSession(Status status) {
    var files =
        new Files.Told(
            new Manifest(
                status,
                Optional.of(STAGE),
                Optional.of(SECOND),
                Optional.empty(),
                Optional.of(at(80)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    var evidence =
        new Evidence(
            List.of(),
            files,
            Optional.of(at(0)),
            Optional.of(STAGE_OWNER),
            List.of(),
            List.of(),
            DAY);

    assertVerdict(
        Audit.of(evidence, NEXT_WEEK), Repairable.class, "It is a recording of " + SECOND.value());
  }

  @Test
  void aStartThatTheManifestSaysFailedIsRepaired() {
    var failed = told(Status.START_FAILED, Optional.empty());

    assertVerdict(
        Audit.of(evidence(List.of(RUNNING), failed), NEXT_HOUR), Repairable.class, "to start");
    assertVerdict(
        Audit.of(evidence(List.of(RUNNING), failed), at(90)), Open.class, "may still come");
  }

  private static Subject composition(int seconds, StorageLocation location) {
    var envelope = new EventMetadata("composed-" + seconds, at(seconds), STAGE, "");
    return Subject.ofComposition(envelope, COMPOSITION, location);
  }

  private static RecordingEvent composedEnd(StorageLocation location) {
    return new Ended(composition(83, location), Optional.of(Duration.ofSeconds(70)));
  }

  private static RecordingEvent destinationFailed(int seconds, Optional<Duration> duration) {
    return new DestinationFailed(
        composition(seconds, LOCATION), Optional.empty(), duration, Optional.of("X"));
  }

  private static Files toldOfStage(Status status, long millis) {
    return told(STAGE, status, at(12), at(80), Optional.of(millis));
  }

  private static void assertVerdict(
      Verdict verdict, Class<? extends Verdict> expected, String words) {
    assertThat(verdict).isInstanceOf(expected);
    assertThat(verdict.why()).contains(words);
  }

  private static Verdict waiting(List<Recording> rows, Files files) {
    var calm = evidence(rows, files);
    return Audit.of(
        new Evidence(
            rows,
            files,
            calm.beganAt(),
            calm.owner(),
            List.of(WAITING),
            calm.streams(),
            calm.createAfter()),
        NEXT_HOUR);
  }

  private static Evidence evidence(List<Recording> rows, Files files) {
    return new Evidence(
        rows,
        files,
        Optional.of(at(0)),
        Optional.of(OWNER),
        List.of(),
        List.of(
            new StreamSpan(FIRST, at(5), Optional.of(at(80))),
            new StreamSpan(SECOND, at(300), Optional.of(at(400)))),
        DAY);
  }

  private static Files told(Status status, Optional<Long> millis) {
    return told(CHANNEL, status, at(12), at(80), millis);
  }

  private static Files told(
      SourceArn channel, Status status, Instant start, Instant end, Optional<Long> millis) {
    return new Files.Told(
        new Manifest(
            status,
            Optional.of(channel),
            Optional.empty(),
            Optional.of(start),
            status == Status.STARTED ? Optional.empty() : Optional.of(end),
            millis.map(Duration::ofMillis),
            Optional.empty(),
            Optional.empty()));
  }

  private static Recording withId(Recording row, RecordingId id, Optional<SessionId> sessionId) {
    return new Recording(
        id,
        sessionId,
        row.profileId(),
        row.sourceArn(),
        row.source(),
        row.start(),
        row.outcome(),
        row.location(),
        row.streamIds());
  }

  private static Arguments line(
      Recording row, Files files, Instant now, Class<? extends Verdict> verdict, String words) {
    return Arguments.of(row, files, now, verdict, words);
  }

  private static Arguments line(
      Files files, Instant now, Class<? extends Verdict> verdict, String words) {
    return Arguments.of(files, now, verdict, words);
  }
}
