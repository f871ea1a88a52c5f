package ivs.recordings.model.reconcile;

import static ivs.recordings.model.recording.ModelFixtures.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.reconcile.ChannelFolder.Span;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the recordings of a channel lie, year by month by day by hour by minute.
final class ChannelFolderTest {
  private static final String FOLDER = "ivs/v1/111122223333/AbCdef1G2hij/";
  private static final Instant EARLY = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-12-31T23:59:59Z");

  private final ChannelFolder folder = ChannelFolder.of(CHANNEL).orElseThrow();

  @Test
  void onlyAChannelHasAFolder() {
    assertThat(folder).isEqualTo(new ChannelFolder("111122223333", "AbCdef1G2hij"));
    assertThat(ChannelFolder.of(new SourceArn("arn:aws:ivs:eu-west-1:111122223333:stage/x")))
        .isEmpty();
  }

  @Test
  void theMonthsAreThoseThatTouchTheWindow() {
    assertThat(
            folder.months(
                Instant.parse("2025-12-31T23:59:59Z"), Instant.parse("2026-02-01T00:00:00Z")))
        .extracting(Span::path)
        .containsExactly(FOLDER + "2025/12/", FOLDER + "2026/1/", FOLDER + "2026/2/");
    assertThat(february().start()).isEqualTo(LocalDateTime.parse("2026-02-01T00:00:00"));
  }

  @Test
  void aMinuteIsThreeFoldersDeepAndHoldsRecordings() {
    var day = february().inside("3", EARLY, LATE).orElseThrow();
    var hour = day.inside("0", EARLY, LATE).orElseThrow();
    var minute = hour.inside("59", EARLY, LATE).orElseThrow();

    assertThat(List.of(february(), day, hour, minute))
        .extracting(Span::isMinute)
        .containsExactly(false, false, false, true);
    assertThat(minute.path()).isEqualTo(FOLDER + "2026/2/3/0/59/");
    assertThat(minute.start()).isEqualTo(LocalDateTime.parse("2026-02-03T00:59:00"));
    assertThat(minute.inside("1", EARLY, LATE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,true", "28,true", "0,false", "29,false", "01,false", "x,false", "100,false"})
  void aDayIsOneOfItsMonth(String name, boolean isOne) {
    assertThat(february().inside(name, EARLY, LATE).isPresent()).isEqualTo(isOne);
  }

  @ParameterizedTest
  @CsvSource({"0,true", "23,true", "24,false"})
  void anHourIsOneOfTheClock(String name, boolean isOne) {
    var day = february().inside("1", EARLY, LATE).orElseThrow();

    assertThat(day.inside(name, EARLY, LATE).isPresent()).isEqualTo(isOne);
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "00", "-1", ""})
  void whatNoClockShowsIsNoMinute(String name) {
    var hour = february().inside("1", EARLY, LATE).flatMap(day -> day.inside("1", EARLY, LATE));

    assertThat(hour.orElseThrow().inside(name, EARLY, LATE)).isEmpty();
    assertThat(hour.orElseThrow().inside("59", EARLY, LATE)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-02T00:00:00Z,2026-02-02T12:00:00Z,true",
    "2026-01-01T00:00:00Z,2026-02-02T00:00:00Z,true",
    "2026-01-01T00:00:00Z,2026-02-01T23:59:59Z,false",
    "2026-02-02T23:59:59Z,2026-02-28T00:00:00Z,true",
    "2026-02-03T00:00:00Z,2026-02-28T00:00:00Z,false"
  })
  void aFolderCountsWhereItTouchesTheWindow(Instant from, Instant to, boolean counts) {
    assertThat(february().inside("2", from, to).isPresent()).isEqualTo(counts);
  }

  private Span february() {
    var moment = Instant.parse("2026-02-10T00:00:00Z");
    return folder.months(moment, moment).getFirst();
  }
}
