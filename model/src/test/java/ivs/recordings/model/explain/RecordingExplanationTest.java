package ivs.recordings.model.explain;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.NINE;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.endFailed;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.startFailed;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Why a recording has its status, in sentences.
final class RecordingExplanationTest {
  private static final Recording RUNNING = fold(started(0, FIRST));
  private static final Recording COMPLETED = fold(started(0, FIRST), ended(60, 60_000));

  private static RecordingSummary shown(
      Recording row,
      Optional<Instant> availableAt,
      Optional<Instant> retainUntil,
      Optional<Instant> deletedAt) {
    return new RecordingSummary(
        row.id(),
        row.profileId(),
        row.streamSessionId(),
        row.source(),
        row.status(),
        row.outcome().flatMap(Outcome::reason),
        row.startTime(),
        row.endTime(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        availableAt,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        retainUntil,
        false,
        deletedAt,
        StoredFiles.UNKNOWN,
        1);
  }

  private static RecordingExplanation explained(Recording row, Instant now, String... parked) {
    return RecordingExplanation.of(
        shown(row, Optional.empty(), Optional.empty(), Optional.empty()),
        row,
        List.of(parked),
        now);
  }

  @Test
  void anOpenRecordingIsLateOnceNoneLastsThatLong() {
    var last = NINE.plus(Audit.LONGEST_RECORDING);

    assertThat(explained(RUNNING, last).finding()).isEmpty();
    assertThat(explained(RUNNING, last).summary()).isEqualTo("It has started and not ended.");
    assertThat(explained(RUNNING, last.plusNanos(1)).finding()).contains(Finding.OPEN_TOO_LONG);
    assertThat(explained(RUNNING, NINE, "CONTRADICTORY", "MALFORMED").finding())
        .contains(Finding.CONTRADICTORY);
  }

  @Test
  void aRecordingThatIsNotPlayableYetSaysHowLongThatIs() {
    var hour = at(60).plusSeconds(3600);

    assertThat(explained(COMPLETED, hour).summary())
        .isEqualTo("It has ended, and its files were not found complete yet.");
    assertThat(explained(COMPLETED, hour.plusNanos(1)).summary()).endsWith("an hour ago.");
    assertThat(explained(COMPLETED, hour).status()).isEqualTo(ClientStatus.PROCESSING);
  }

  @Test
  void whatIsPlayableDeletedOrExpiredSaysSo() {
    var now = Optional.of(at(100));
    var failed = fold(endFailed(60, "ValidationException"));

    assertThat(of(COMPLETED, now, Optional.empty(), Optional.empty()))
        .isEqualTo("It can be played.");
    assertThat(of(failed, now, Optional.empty(), Optional.empty())).startsWith("It failed, and");
    assertThat(of(COMPLETED, now, now, Optional.empty())).contains("retention");
    assertThat(of(COMPLETED, now, now, now)).isEqualTo("It was deleted.");
  }

  private static String of(
      Recording row,
      Optional<Instant> availableAt,
      Optional<Instant> retainUntil,
      Optional<Instant> deletedAt) {
    return RecordingExplanation.of(
            shown(row, availableAt, retainUntil, deletedAt), row, List.of(), at(100))
        .summary();
  }

  @ParameterizedTest
  @CsvSource({
    "ValidationException, in another region",
    "InternalServerException, A fault inside IVS",
    "Unheard, does not document this reason"
  })
  void aFailureIsExplainedByItsReasonAndByWhetherItStarted(String reason, String why) {
    var broken = fold(endFailed(60, reason));
    var never = fold(startFailed(0, reason));

    assertThat(explained(broken, NINE).summary()).contains(reason, why, "could not be finished");
    assertThat(explained(never, NINE).summary())
        .contains(reason, why, "nothing of it was recorded");
    assertThat(FailureExplanation.of(broken).orElseThrow().remedy()).isNotBlank();
    assertThat(FailureExplanation.of(COMPLETED)).isEmpty();
  }
}
