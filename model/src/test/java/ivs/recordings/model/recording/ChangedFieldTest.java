package ivs.recordings.model.recording;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.SECOND;
import static ivs.recordings.model.recording.ModelFixtures.endFailed;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.startFailed;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static ivs.recordings.model.recording.ModelFixtures.subject;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChangedFieldTest {
  private static final RecordingEvent LONGER_FAILURE =
      new EndFailed(
          subject("manifest", 70, SECOND),
          Optional.of(Duration.ofSeconds(9)),
          Optional.of("InternalServerException"));

  @Test
  void theFirstEventMakesTheRow() {
    assertThat(news(Optional.empty(), started(5, FIRST))).isEqualTo("STARTED");
  }

  @Test
  void aNewStatusStandsForWhatComesWithIt() {
    assertThat(news(Optional.of(fold(started(5, SECOND))), endFailed(70, "X"))).isEqualTo("FAILED");
    assertThat(news(Optional.of(fold(started(5, FIRST))), ended(70, 60_000)))
        .isEqualTo("COMPLETED,streams");
  }

  @Test
  void whatIsLearnedLaterIsNamed() {
    assertThat(news(Optional.of(fold(ended(70, 60_000))), started(5, FIRST))).isEqualTo("start");
    assertThat(
            news(
                Optional.of(fold(started(5, SECOND), endFailed(70, "InternalServerException"))),
                LONGER_FAILURE))
        .isEqualTo("duration");
  }

  /// Each pair of events, in each order, after each third one.
  @Test
  void noChangeOfARecordingGoesUnnamed() {
    var events =
        List.of(
            started(5, FIRST),
            started(4, SECOND),
            ended(70, 60_000),
            ended(71, 61_000),
            endFailed(70, "InternalServerException"),
            LONGER_FAILURE,
            startFailed(70, "ValidationException"));
    for (var first : events) {
      for (var second : events) {
        for (var third : events) {
          var before = fold(first, second);
          var after = fold(first, second, third);
          assertThat(ChangedField.news(Optional.of(before), after).isEmpty())
              .as("%s, %s, %s", first, second, third)
              .isEqualTo(before.equals(after));
        }
      }
    }
  }

  private static String news(Optional<Recording> before, RecordingEvent event) {
    var said = Recording.of(OWNER.profileId(), event);
    return ChangedField.news(before, before.map(known -> known.join(said)).orElse(said));
  }
}
