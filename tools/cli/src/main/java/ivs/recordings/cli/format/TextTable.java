package ivs.recordings.cli.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Columns side by side, as wide as what is in them and never wider than allowed: then those that
/// may be shortened are.
public final class TextTable {
  private static final String GAP = "  ";
  private static final String INDENT = "    ";

  /// A column and how it is shown.
  ///
  /// @param least how narrow it may become; [Integer#MAX_VALUE] for one that is always shown whole
  /// @param paint what makes a padded cell coloured
  public record Column(String title, int least, boolean right, UnaryOperator<String> paint) {
    public static Column whole(String title) {
      return new Column(title, Integer.MAX_VALUE, false, UnaryOperator.identity());
    }

    public static Column shortenable(String title, int least) {
      return new Column(title, least, false, UnaryOperator.identity());
    }

    public static Column number(String title) {
      return new Column(title, Integer.MAX_VALUE, true, UnaryOperator.identity());
    }

    Column painted(UnaryOperator<String> paint) {
      return new Column(title, least, right, paint);
    }
  }

  private final List<Column> columns;
  private final List<Line> rows = new ArrayList<>();

  private record Line(List<String> cells, Optional<String> note) {}

  public TextTable(List<Column> columns) {
    this.columns = columns;
  }

  /// Adds a row with a note.
  ///
  /// @param note shown below the row, whole
  public void add(List<String> cells, Optional<String> note) {
    rows.add(new Line(cells.stream().map(DisplayText::line).toList(), note.map(DisplayText::line)));
  }

  public List<String> lines(int width) {
    var widths = widths(width);
    var lines = new ArrayList<String>();
    lines.add(line(widths, columns.stream().map(Column::title).toList(), false));
    for (var row : rows) {
      lines.add(line(widths, row.cells(), true));
      row.note()
          .map(note -> DisplayText.wrapped(note, width - INDENT.length()))
          .orElse(List.of())
          .forEach(line -> lines.add(INDENT + line));
    }
    return lines;
  }

  private String line(int[] widths, List<String> cells, boolean painted) {
    var line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      var cell = DisplayText.shortened(cells.get(i), widths[i]);
      var padding = " ".repeat(widths[i] - length(cell));
      var shown = painted ? column.paint().apply(cell) : cell;
      line.append(column.right() ? padding + shown : shown + padding);
      if (i < columns.size() - 1) {
        line.append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }

  private int[] widths(int width) {
    int[] widths = IntStream.range(0, columns.size()).map(column -> natural(column)).toArray();
    int over = Arrays.stream(widths).sum() + GAP.length() * (columns.size() - 1) - width;
    for (; over > 0; over--) {
      int widest = mostSpare(widths);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private int natural(int column) {
    int title = columns.get(column).title().length();
    return rows.stream().mapToInt(row -> length(row.cells().get(column))).reduce(title, Math::max);
  }

  /// The column that loses least by losing one character more; -1 if none may lose any.
  private int mostSpare(int[] widths) {
    return IntStream.range(0, widths.length)
        .filter(column -> widths[column] > columns.get(column).least())
        .boxed()
        .max((one, other) ->
            Integer.compare(
                widths[one] - columns.get(one).least(), widths[other] - columns.get(other).least()))
        .orElse(-1);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
