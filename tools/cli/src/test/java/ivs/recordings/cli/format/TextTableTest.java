package ivs.recordings.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {
  private static final List<TextTable.Column> COLUMNS =
      List.of(
          TextTable.Column.whole("id"),
          TextTable.Column.number("n"),
          TextTable.Column.shortenable("path", 8));

  @Test
  void columnsAreAsWideAsWhatIsInThem() {
    var table = new TextTable(COLUMNS);
    table.add(List.of("a", "1", "x/y"), Optional.empty());
    table.add(List.of("bcd", "12", "z"), Optional.empty());

    assertThat(table.lines(80)).containsExactly("id    n  path", "a     1  x/y", "bcd  12  z");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 120})
  void aTableFitsTheWidth(int width) {
    var table = new TextTable(COLUMNS);
    table.add(List.of("a", "1", "ivs/v1/".repeat(40)), Optional.of("word ".repeat(60)));

    assertThat(table.lines(width))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
  }

  @Test
  void whatMustBeWholeIsNeverShortened() {
    var table = new TextTable(COLUMNS);
    table.add(List.of("i".repeat(100), "1", "p".repeat(100)), Optional.empty());

    assertThat(table.lines(80).getLast()).contains("i".repeat(100)).endsWith("ppp…pppp");
  }

  @Test
  void paintTakesNoRoom() {
    var painted = TextTable.Column.whole("status").painted(text -> "<" + text + ">");
    var table = new TextTable(List.of(painted, TextTable.Column.whole("next")));
    table.add(List.of("OK", "x"), Optional.empty());

    assertThat(table.lines(80)).containsExactly("status  next", "<OK>      x");
  }

  @Test
  void aValueCanNeverForgeALine() {
    var table = new TextTable(COLUMNS);
    table.add(List.of("a\nb", "1", "\u001b[31mred"), Optional.of("de\rtail"));

    assertThat(table.lines(80)).containsExactly("id   n  path", "a?b  1  ?[31mred", "    de?tail");
  }
}
