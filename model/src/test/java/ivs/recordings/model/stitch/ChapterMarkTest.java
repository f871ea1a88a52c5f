package ivs.recordings.model.stitch;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.stitch.ChapterMark.Gap;
import ivs.recordings.model.stitch.ChapterMark.Part;
import ivs.recordings.model.stitch.ChapterMark.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChapterMarkTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /// @param start in seconds after noon
  /// @param end in seconds after noon; negative where it is unknown
  private static Recorded recorded(long start, long end, long media) {
    return new Recorded(
        Optional.empty(),
        NOON.plusSeconds(start),
        Optional.of(end).filter(known -> known >= 0).map(NOON::plusSeconds),
        Duration.ofSeconds(media));
  }

  private static Part part(int number, long from, long length, long startedAt) {
    return new Part(
        "Part " + number,
        Duration.ofSeconds(from),
        Duration.ofSeconds(length),
        NOON.plusSeconds(startedAt));
  }

  @Test
  void aGapTakesNoPlaceOnTheTimeLine() {
    var marks = ChapterMark.of(List.of(recorded(0, 60, 58), recorded(360, 420, 60)));

    assertThat(marks)
        .containsExactly(
            part(1, 0, 58, 0),
            new Gap(Duration.ofSeconds(58), Duration.ofSeconds(300)),
            part(2, 58, 60, 360));
  }

  @Test
  void anEmptyRecordingIsPartOfTheGap() {
    var marks =
        ChapterMark.of(List.of(recorded(0, 60, 60), recorded(70, 80, 0), recorded(100, 160, 60)));

    assertThat(marks)
        .containsExactly(
            part(1, 0, 60, 0),
            new Gap(Duration.ofSeconds(60), Duration.ofSeconds(40)),
            part(2, 60, 60, 100));
    assertThat(ChapterMark.of(List.of(recorded(0, 60, 0)))).isEmpty();
  }

  /// Participants of a stage: the second ends within the first.
  @Test
  void recordingsOfTheSameTimeHaveNoGap() {
    var marks =
        ChapterMark.of(List.of(recorded(0, 100, 100), recorded(10, 20, 10), recorded(100, -1, 10)));

    assertThat(marks)
        .containsExactly(part(1, 0, 100, 0), part(2, 100, 10, 10), part(3, 110, 10, 100));
  }

  @Test
  void aRecordingWithoutAnEndEndsAfterItsMediaAndATitleIsItsName() {
    var titled = new Recorded(Optional.of("Intro"), NOON, Optional.empty(), Duration.ofSeconds(10));

    var marks = ChapterMark.of(List.of(titled, recorded(12, -1, 5)));

    assertThat(marks)
        .containsExactly(
            new Part("Intro", Duration.ZERO, Duration.ofSeconds(10), NOON),
            new Gap(Duration.ofSeconds(10), Duration.ofSeconds(2)),
            part(2, 10, 5, 12));
  }
}
