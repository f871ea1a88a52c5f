package ivs.recordings.model.reconcile;

import static ivs.recordings.model.recording.ModelFixtures.BUCKET;
import static ivs.recordings.model.recording.ModelFixtures.CHANNEL;
import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.NINE;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.PREFIX;
import static ivs.recordings.model.recording.ModelFixtures.RECORDING;
import static ivs.recordings.model.recording.ModelFixtures.RIVAL;
import static ivs.recordings.model.recording.ModelFixtures.SECOND;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.endFailed;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.session;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static ivs.recordings.model.recording.ModelFixtures.subject;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Manifest.Status;
import ivs.recordings.model.reconcile.StreamMatch.Ambiguous;
import ivs.recordings.model.reconcile.StreamMatch.Certain;
import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.EventRules;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.model.session.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReconciliationTest {
  private static final Instant LATER = at(100_000);
  private static final Manifest ENDED = manifest(Status.ENDED, 70_000);
  private static final Manifest FAILED = manifest(Status.ENDED_WITH_FAILURE, 9_000);

  @Test
  void anOpenRowLearnsOfItsEnd() {
    var open = fold(started(10, FIRST));

    var row = advanced(open, outcome(open, ENDED));

    assertThat(row.status()).isEqualTo(RecordingStatus.COMPLETED);
    assertThat(row.outcome().map(Outcome::time)).contains(at(80));
    assertThat(row.outcome().flatMap(Outcome::duration)).contains(Duration.ofSeconds(70));
  }

  @Test
  void anOpenRowLearnsOfItsFailure() {
    var open = fold(started(10, FIRST));

    var row = advanced(open, outcome(open, FAILED));

    assertThat(row.status()).isEqualTo(RecordingStatus.FAILED);
    assertThat(row.outcome().flatMap(Outcome::reason)).contains("InternalServerException");
    assertThat(row.outcome().flatMap(Outcome::duration)).contains(Duration.ofSeconds(9));
  }

  @Test
  void aFailureKeepsItsTimeAndReasonAndLearnsItsDuration() {
    var failed = fold(started(10, FIRST), endFailed(83, "ValidationException"));

    var row = advanced(failed, outcome(failed, FAILED));

    assertThat(row.outcome())
        .contains(
            new Outcome(
                RecordingStatus.FAILED,
                at(83),
                Optional.of(Duration.ofSeconds(9)),
                Optional.of("ValidationException"),
                Optional.empty()));
    assertThat(row.streamSessionId()).isEqualTo(failed.streamSessionId());
  }

  @Test
  void anEndedManifestBeatsAFailure() {
    var failed = fold(started(10, FIRST), endFailed(83, "ValidationException"));

    assertThat(advanced(failed, outcome(failed, ENDED)).status())
        .isEqualTo(RecordingStatus.COMPLETED);
  }

  @Test
  void anEndKeepsItsTimeAndLearnsTheLongerDurationOfItsManifest() {
    var silent = new Ended(subject("e", 83, FIRST), Optional.empty());
    for (var end : List.of(ended(83, 1), silent)) {
      var completed = fold(started(10, FIRST), end);

      var row = advanced(completed, outcome(completed, ENDED));

      assertThat(row.duration()).contains(Duration.ofSeconds(70));
      assertThat(row.endTime()).contains(at(83));
      assertThat(outcome(row, ENDED)).isEmpty();
    }
    assertThat(outcome(fold(started(10, FIRST), ended(83, 90_000)), ENDED)).isEmpty();
  }

  @Test
  void aSessionThatIsLiveEndsWhereTheNextOfItsChannelBegan() {
    var older = startedAt(FIRST, 10);
    var newer = startedAt(SECOND, 90);

    assertThat(superseded(List.of(newer, older), Set.of(SECOND), 150))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.streamId()).isEqualTo(FIRST);
          assertThat(event.envelope().time()).isEqualTo(at(90));
          assertThat(event.envelope().eventId())
              .isEqualTo("reconciler:stream-end:" + FIRST.value());
        });
    assertThat(superseded(List.of(newer, older), Set.of(SECOND), 149)).isEmpty();
    assertThat(superseded(List.of(newer, older), Set.of(FIRST, SECOND), 150)).isEmpty();
    assertThat(superseded(List.of(older), Set.of(), 150)).isEmpty();
  }

  private static List<StreamEvent> superseded(
      List<StreamSession> sessions, Set<StreamId> listed, int now) {
    return Reconciliation.superseded(OWNER, sessions, listed, Duration.ofMinutes(1), at(now));
  }

  private static StreamSession startedAt(StreamId stream, int seconds) {
    return StreamSession.of(
            OWNER.profileId(),
            new StreamEvent.StreamStarted(new EventMetadata("e", at(seconds), CHANNEL, ""), stream))
        .orElseThrow();
  }

  @Test
  void aRowIsDoubtfulWhereItsManifestMayTellMore() {
    assertThat(Reconciliation.isDoubtful(fold(endFailed(83, "A"), started(10, FIRST)))).isTrue();
    assertThat(Reconciliation.isDoubtful(fold(ended(83, 70_000)))).isTrue();
    assertThat(Reconciliation.isDoubtful(fold(started(10, FIRST), ended(83, 0)))).isTrue();
    assertThat(Reconciliation.isDoubtful(fold(started(10, FIRST), ended(83, 62_999)))).isTrue();
    assertThat(Reconciliation.isDoubtful(fold(started(10, FIRST), ended(83, 63_000)))).isFalse();
    assertThat(Reconciliation.isDoubtful(fold(started(10, FIRST)))).isFalse();
  }

  @Test
  void whatTheRowAlreadySaysMakesNoEvent() {
    var completed = fold(started(10, FIRST), ended(83, 70_000));
    var failed = fold(started(10, FIRST), endFailed(83, "ValidationException"));
    var corrected = advanced(failed, outcome(failed, FAILED));

    assertThat(outcome(completed, ENDED)).isEmpty();
    assertThat(outcome(completed, FAILED)).isEmpty();
    assertThat(outcome(corrected, FAILED)).isEmpty();
    assertThat(outcome(failed, manifest(Status.ENDED_WITH_FAILURE, 0))).isEmpty();
    assertThat(outcome(fold(started(10, FIRST)), manifest(Status.STARTED, 0))).isEmpty();
  }

  /// A late Recording End is never blocked by what was made for it, whichever comes first.
  @Test
  void theLateEventItselfStillHasTheLastWord() {
    var open = fold(started(10, FIRST));
    var made = outcome(open, ENDED).orElseThrow();

    assertThat(fold(started(10, FIRST), made, ended(83, 70_500)))
        .isEqualTo(fold(started(10, FIRST), ended(83, 70_500), made));
    assertThat(fold(started(10, FIRST), made, ended(83, 70_500)).outcome().map(Outcome::time))
        .contains(at(83));
  }

  @Test
  void nothingIsDeclaredOverWhileAStreamMayComeBackIntoIt() {
    var open = fold(started(10, FIRST));

    assertThat(
            Reconciliation.outcome(
                open, Optional.of(OWNER), ENDED, ReconciliationTest::everyStream, at(80 + 359)))
        .isEmpty();
    assertThat(
            Reconciliation.outcome(
                open, Optional.of(OWNER), ENDED, ReconciliationTest::everyStream, at(80 + 360)))
        .isPresent();
    var undated =
        new Manifest(
            Status.ENDED,
            Optional.of(CHANNEL),
            Optional.empty(),
            Optional.of(at(10)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(outcome(open, undated)).isEmpty();
  }

  @Test
  void aManifestOfAnotherChannelSaysNothing() {
    var strange =
        new Manifest(
            Status.ENDED,
            Optional.of(RIVAL),
            Optional.empty(),
            Optional.of(at(10)),
            Optional.of(at(80)),
            Optional.of(Duration.ofMillis(1)),
            Optional.empty(),
            Optional.empty());

    assertThat(outcome(fold(started(10, FIRST)), strange)).isEmpty();
  }

  @Test
  void aStreamThatHasNoSessionDoesNotSpeakForARecording() {
    var onlyEnded = fold(ended(83, 1));
    var failed = fold(endFailedListing());

    assertThat(Reconciliation.outcome(failed, Optional.of(OWNER), ENDED, _ -> false, LATER))
        .isEmpty();
    assertThat(
            Reconciliation.outcome(failed, Optional.of(OWNER), ENDED, SECOND::equals, LATER)
                .flatMap(RecordingEvent::stream))
        .contains(SECOND);
    assertThat(Reconciliation.start(onlyEnded, Optional.of(OWNER), ENDED, SECOND::equals, LATER))
        .isEmpty();
  }

  @Test
  void aRowThatKnowsOnlyItsEndLearnsItsStartOnTheFirstListedStream() {
    var onlyEnded = fold(ended(83, 1));

    var start =
        Reconciliation.start(
            onlyEnded, Optional.of(OWNER), ENDED, ReconciliationTest::everyStream, LATER);

    var row = advanced(onlyEnded, start);
    assertThat(row.start()).contains(new Recording.Start(at(10), FIRST));
    assertThat(
            Reconciliation.start(
                row, Optional.of(OWNER), ENDED, ReconciliationTest::everyStream, LATER))
        .isEmpty();
  }

  @Test
  void theSameEventHasTheSameIdWheneverItIsMade() {
    var open = fold(started(10, FIRST));

    assertThat(outcome(open, ENDED)).isEqualTo(outcome(open, ENDED));
    assertThat(outcome(open, ENDED).orElseThrow().envelope().eventId())
        .isEqualTo("reconciler:recording-end:uxa0OrtRP8Rs");
  }

  @Test
  void aRecordingWithoutARowIsMadeOfItsStartAndItsEndAndKnownByItsFiles() {
    var events = Reconciliation.lost(OWNER, BUCKET, PREFIX, ENDED, FIRST);

    assertThat(events)
        .extracting(RecordingEvent::phrase)
        .containsExactly("Recording Start", "Recording End");
    var row = fold(events.get(0), events.get(1));
    assertThat(row.id()).isEqualTo(RecordingId.of(BUCKET, PREFIX));
    assertThat(row.streamIds()).containsExactly(FIRST);
    assertThat(row.recordedAt()).isEqualTo(at(10));
  }

  @Test
  void aFailedRecordingWithoutARowIsMadeOfItsStartAndItsFailure() {
    assertThat(Reconciliation.lost(OWNER, BUCKET, PREFIX, FAILED, FIRST))
        .extracting(RecordingEvent::phrase)
        .containsExactly("Recording Start", "Recording End Failure");
  }

  @Test
  void aRecordingBelongsToTheOneStreamThatWasLiveWhenItStarted() {
    var before = new StreamSpan(SECOND, at(-500), Optional.of(at(-1)));
    var itsOwn = new StreamSpan(FIRST, at(0), Optional.of(at(75)));

    assertThat(match(before, itsOwn)).isEqualTo(new Certain(FIRST));
    assertThat(match(new StreamSpan(FIRST, at(5), Optional.empty()))).isEqualTo(new Certain(FIRST));
  }

  @Test
  void clocksMayDifferByTenSecondsAndNotByEleven() {
    assertThat(match(new StreamSpan(FIRST, at(20), Optional.empty())))
        .isEqualTo(new Certain(FIRST));
    assertThat(match(new StreamSpan(FIRST, at(21), Optional.empty())))
        .isInstanceOf(Ambiguous.class);
    assertThat(match(new StreamSpan(FIRST, at(-9), Optional.of(at(0)))))
        .isEqualTo(new Certain(FIRST));
    assertThat(match(new StreamSpan(FIRST, at(-9), Optional.of(at(-1)))))
        .isInstanceOf(Ambiguous.class);
  }

  @Test
  void noneOrSeveralStreamsAreForAPersonToTellApart() {
    var one = new StreamSpan(FIRST, at(0), Optional.of(at(12)));
    var other = new StreamSpan(SECOND, at(15), Optional.of(at(75)));

    assertThat(match())
        .isEqualTo(
            new Ambiguous(
                "It started at 2026-11-02T09:00:10Z, when IVS knows of no stream of its channel.",
                List.of()));
    assertThat(match(one, other))
        .isEqualTo(
            new Ambiguous(
                "It started at 2026-11-02T09:00:10Z, and 2 streams of its channel were live then.",
                List.of(SECOND, FIRST)));
    var undated =
        new Manifest(
            Status.ENDED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(at(80)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(Reconciliation.match(undated, List.of(one), LATER)).isInstanceOf(Ambiguous.class);
  }

  @Test
  void aLostStreamIsMadeOfItsStartAndItsEnd() {
    var stream = new StreamSpan(FIRST, at(0), Optional.of(at(75)));

    assertThat(Reconciliation.lost(OWNER, stream, Optional.empty()))
        .extracting(StreamEvent::phrase)
        .containsExactly("Stream Start", "Stream End");
    assertThat(Reconciliation.lost(OWNER, stream, Optional.of(session(FIRST))))
        .extracting(StreamEvent::phrase)
        .containsExactly("Stream End");
    var live = new StreamSpan(FIRST, at(0), Optional.empty());
    assertThat(Reconciliation.lost(OWNER, live, Optional.of(session(FIRST)))).isEmpty();
  }

  @Test
  void aSessionOfAnotherChannelIsLeftAlone() {
    var rivals =
        new StreamSession(
            FIRST,
            OWNER.profileId(),
            RIVAL,
            StreamStatus.LIVE,
            Optional.of(NINE),
            Optional.empty(),
            Optional.empty());

    assertThat(
            Reconciliation.lost(
                OWNER, new StreamSpan(FIRST, at(0), Optional.of(at(75))), Optional.of(rivals)))
        .isEmpty();
  }

  @Test
  void aRowKnownByItsFilesLeavesWhatItKnowsToTheOneKnownByItsSession() {
    var made = Reconciliation.lost(OWNER, BUCKET, PREFIX, ENDED, FIRST);
    var files = fold(made.get(0), made.get(1));
    var onlyStarted = fold(started(12, FIRST));
    var onlyFailed = fold(endFailed(83, "ValidationException"));
    var complete = fold(started(12, FIRST), ended(83, 70_000));

    assertThat(Reconciliation.mergeEvents(files, onlyStarted, ReconciliationTest::everyStream))
        .extracting(RecordingEvent::phrase)
        .containsExactly("Recording End");
    assertThat(Reconciliation.mergeEvents(files, onlyFailed, ReconciliationTest::everyStream))
        .extracting(RecordingEvent::phrase)
        .containsExactly("Recording Start", "Recording End");
    assertThat(Reconciliation.mergeEvents(files, complete, ReconciliationTest::everyStream))
        .isEmpty();
    assertThat(Reconciliation.mergeEvents(files, onlyFailed, ReconciliationTest::everyStream))
        .allMatch(event -> event.subject().recordingId().equals(RECORDING));
  }

  private static boolean everyStream(StreamId stream) {
    return !stream.value().isEmpty();
  }

  private static StreamMatch match(StreamSpan... streams) {
    return Reconciliation.match(ENDED, List.of(streams), LATER);
  }

  private static Optional<RecordingEvent> outcome(Recording row, Manifest manifest) {
    return Reconciliation.outcome(
        row, Optional.of(OWNER), manifest, ReconciliationTest::everyStream, LATER);
  }

  /// The row after the event, by the same decision as any event's; it must say something new.
  private static Recording advanced(Recording row, Optional<? extends RecordingEvent> event) {
    var session = session(event.orElseThrow().stream().orElseThrow());
    return switch (EventRules.decide(
        Optional.of(OWNER), Optional.of(session), Optional.of(row), event.get())) {
      case Decision.Advance<Recording>(var next) -> next;
      case Decision.Unchanged<Recording> _ -> throw new AssertionError("it said nothing new");
      case Decision.Park<Recording>(var cause) -> throw new AssertionError(cause.detail());
    };
  }

  private static EndFailed endFailedListing() {
    Subject subject = subject("end-failure", 83, SECOND, FIRST, SECOND);
    return new EndFailed(subject, Optional.empty(), Optional.empty());
  }

  private static Manifest manifest(Status status, long millis) {
    return new Manifest(
        status,
        Optional.of(CHANNEL),
        Optional.empty(),
        Optional.of(at(10)),
        status == Status.STARTED ? Optional.empty() : Optional.of(at(80)),
        Optional.of(Duration.ofMillis(millis)),
        status == Status.ENDED_WITH_FAILURE
            ? Optional.of("InternalServerException")
            : Optional.empty(),
        Optional.empty());
  }

  @Test
  void anEndThatIsMadeListsAllStreamsTheFirstOneFirst() {
    var merged = fold(started(10, FIRST), started(40, SECOND));

    var end = (Ended) outcome(merged, ENDED).orElseThrow();

    assertThat(end.subject().listed()).containsExactly(FIRST, SECOND);
  }
}
