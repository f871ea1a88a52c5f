package ivs.recordings.model.recording;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.PREFIX;
import static ivs.recordings.model.recording.ModelFixtures.SECOND;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.endFailed;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.startFailed;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static ivs.recordings.model.recording.ModelFixtures.subject;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.Recording.Start;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordingTest {
  @Test
  void aStartOpensARecording() {
    var recording = fold(started(5, FIRST));

    assertThat(recording.status()).isEqualTo(RecordingStatus.STARTED);
    assertThat(recording.start()).contains(new Start(at(5), FIRST));
    assertThat(recording.location().prefix()).contains(PREFIX);
    assertThat(recording.streamSessionId()).contains(FIRST);
  }

  @Test
  void aDuplicateStartIsTheSameRecording() {
    assertThat(fold(started(5, FIRST), started(5, FIRST))).isEqualTo(fold(started(5, FIRST)));
  }

  @Test
  void aLateStartFillsTheStartAndNeverReopens() {
    var recording = fold(ended(70, 60_000), started(5, FIRST));

    assertThat(recording.status()).isEqualTo(RecordingStatus.COMPLETED);
    assertThat(recording.start()).contains(new Start(at(5), FIRST));
    assertThat(recording.outcome().flatMap(Outcome::duration)).contains(Duration.ofSeconds(60));
  }

  @Test
  void anEndBeatsAFailureWhicheverArrivesFirst() {
    assertThat(fold(endFailed(90, "InternalServerException"), ended(70, 1000)).status())
        .isEqualTo(RecordingStatus.COMPLETED);
    assertThat(fold(ended(70, 1000), endFailed(90, "InternalServerException")).status())
        .isEqualTo(RecordingStatus.COMPLETED);
  }

  @Test
  void anEndThatWinsLeavesNoReasonOfTheFailureBehind() {
    var recording = fold(endFailed(60, "InternalServerException"), ended(70, 1000));

    assertThat(recording.outcome().flatMap(Outcome::reason)).isEmpty();
  }

  @Test
  void betweenEqualRanksTheLaterTimeWins() {
    var recording = fold(endFailed(60, "B"), endFailed(61, "A"));

    assertThat(recording.outcome().flatMap(Outcome::reason)).contains("A");
    assertThat(recording.outcome().map(Outcome::time)).contains(at(61));
  }

  @Test
  void betweenEqualTimesTheArrivalDoesNotDecide() {
    assertThat(fold(endFailed(60, "A"), endFailed(60, "B")))
        .isEqualTo(fold(endFailed(60, "B"), endFailed(60, "A")));
  }

  @Test
  void twoEndsThatListTheirStreamsInAnotherOrderMakeOneRecordingInEitherOrder() {
    var other = endedAt(ModelFixtures.BUCKET, PREFIX, SECOND, FIRST);

    assertThat(fold(ended(70, 60_000), other)).isEqualTo(fold(other, ended(70, 60_000)));
  }

  @Test
  void whatAnEndListedFirstIsForgottenOnceAStartIsKnown() {
    var other = endedAt(ModelFixtures.BUCKET, PREFIX, SECOND, FIRST);

    assertThat(fold(other, started(5, FIRST)))
        .isEqualTo(fold(ended(70, 60_000), started(5, FIRST)));
  }

  @Test
  void twoEventsThatDisagreeOnThePlaceMakeOneRecordingInEitherOrder() {
    var otherPrefix = endedAt(ModelFixtures.BUCKET, new S3Prefix("ivs/v1/other"), FIRST, SECOND);
    var otherBucket = endedAt(new Bucket("other"), PREFIX, FIRST, SECOND);

    assertThat(fold(ended(70, 60_000), otherPrefix))
        .isEqualTo(fold(otherPrefix, ended(70, 60_000)));
    assertThat(fold(ended(70, 60_000), otherBucket))
        .isEqualTo(fold(otherBucket, ended(70, 60_000)));
  }

  private static RecordingEvent.Ended endedAt(Bucket bucket, S3Prefix prefix, StreamId... listed) {
    return new RecordingEvent.Ended(
        RecordingEvent.Subject.ofSession(
            ModelFixtures.envelope("end", 70),
            ModelFixtures.SESSION,
            SECOND,
            List.of(listed),
            new StorageLocation(bucket, Optional.of(prefix))),
        Optional.of(Duration.ofSeconds(60)));
  }

  @Test
  void theStartIsTheEarliestStartAndItsStreamTheStreamSession() {
    var recording = fold(started(40, SECOND), started(5, FIRST));

    assertThat(recording.start()).contains(new Start(at(5), FIRST));
    assertThat(recording.streamSessionId()).contains(FIRST);
    assertThat(recording.streamIds()).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void twoStartsInOneSecondAreOrderedByTheirStreams() {
    assertThat(fold(started(5, SECOND), started(5, FIRST)).streamSessionId())
        .isEqualTo(fold(started(5, FIRST), started(5, SECOND)).streamSessionId());
  }

  @Test
  void beforeAnyStartTheStreamSessionIsTheFirstListed() {
    var recording = fold(ended(70, 1000));

    assertThat(recording.streamSessionId()).contains(FIRST);
    assertThat(recording.recordedAt()).isEqualTo(at(70));
  }

  @Test
  void aStartFailureHasNoPrefixAndNoDuration() {
    var recording = fold(startFailed(5, "ValidationException"));

    assertThat(recording.status()).isEqualTo(RecordingStatus.FAILED);
    assertThat(recording.location().prefix()).isEmpty();
    assertThat(recording.outcome().flatMap(Outcome::duration)).isEmpty();
    assertThat(recording.outcome().flatMap(Outcome::reason)).contains("ValidationException");
  }

  @Test
  void anEndFailureKeepsItsPrefixWhateverElseFailed() {
    assertThat(fold(endFailed(60, "A"), startFailed(61, "B")).location().prefix()).contains(PREFIX);
    assertThat(fold(startFailed(61, "B"), endFailed(60, "A")).location().prefix()).contains(PREFIX);
  }

  @Test
  void aDurationOfZeroIsLegalOnSuccess() {
    assertThat(fold(ended(70, 0)).outcome().flatMap(Outcome::duration)).contains(Duration.ZERO);
  }

  @Test
  void theDurationIsTheLongestOfAllEndsInAnyOrder() {
    var once = ended(70, 60_000);
    var again = ended(75, 0);
    var silent =
        new RecordingEvent.Ended(subject("e", 80, SECOND, FIRST, SECOND), Optional.empty());

    for (var recording :
        List.of(fold(once, again, silent), fold(again, silent, once), fold(silent, once, again))) {
      assertThat(recording.duration()).contains(Duration.ofSeconds(60));
      assertThat(recording.endTime()).isEqualTo(fold(silent).endTime());
    }
  }

  @Test
  void anEndTakesNoDurationFromAFailure() {
    var failed =
        new EndFailed(
            subject("f", 60, FIRST), Optional.of(Duration.ofSeconds(99)), Optional.of("A"));

    assertThat(fold(failed, ended(70, 60_000)).duration()).contains(Duration.ofSeconds(60));
  }

  @Test
  void aDurationOfZeroOnAFailureMeansUnknown() {
    assertThat(fold(endFailed(70, "A")).outcome().flatMap(Outcome::duration)).isEmpty();
  }

  @Test
  void aDurationThatAFailureKnowsIsKept() {
    var known =
        new EndFailed(
            subject("e", 70, FIRST), Optional.of(Duration.ofSeconds(9)), Optional.of("A"));

    assertThat(fold(endFailed(70, "A"), known).outcome().flatMap(Outcome::duration))
        .contains(Duration.ofSeconds(9));
  }

  @Test
  void aReplayUnderANewEventIdChangesNothing() {
    for (var id : List.of("0-before-all-others", "z-behind-all-others")) {
      var replayed =
          new RecordingEvent.Ended(
              subject(id, 70, SECOND, FIRST, SECOND), Optional.of(Duration.ofSeconds(60)));

      assertThat(fold(ended(70, 60_000), replayed)).isEqualTo(fold(ended(70, 60_000)));
    }
  }
}
