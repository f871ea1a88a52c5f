package ivs.recordings.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\u001b", "\n", "\r", "\t", "\u0007", "\u009b", "\u202e", "\u2028", "\u200b"})
  void whatATerminalWouldObeyIsShownAsAQuestionMark(String control) {
    assertThat(DisplayText.line("a" + control + "b")).isEqualTo("a?b");
  }

  @Test
  void wordsOfEveryLanguageStayAsTheyAre() {
    assertThat(DisplayText.line("Zoë 日本 🎥 [ok]")).isEqualTo("Zoë 日本 🎥 [ok]");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0:00:00",
    "999, 0:00:00",
    "1000, 0:00:01",
    "3444000, 0:57:24",
    "99370264, 27:36:10"
  })
  void aDurationIsHoursMinutesAndSeconds(long millis, String shown) {
    assertThat(DisplayText.duration(Duration.ofMillis(millis))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "abcdefgh, 8, abcdefgh",
    "abcdefghi, 8, abc…fghi",
    "abcdefghi, 2, …i",
    "🎥🎥🎥🎥🎥, 4, 🎥…🎥🎥"
  })
  void whatIsTooLongLosesItsMiddle(String value, int longest, String shortened) {
    assertThat(DisplayText.shortened(value, longest)).isEqualTo(shortened);
  }

  @Test
  void aSentenceIsBrokenBetweenWords() {
    assertThat(DisplayText.wrapped("one two three four", 9))
        .containsExactly("one two", "three", "four");
    assertThat(DisplayText.wrapped("unbreakable", 5)).containsExactly("unbreakable");
  }

  @Test
  void oneIsNotMany() {
    assertThat(DisplayText.count(1, "event")).isEqualTo("1 event");
    assertThat(DisplayText.count(12_345, "event")).isEqualTo("12,345 events");
  }
}
