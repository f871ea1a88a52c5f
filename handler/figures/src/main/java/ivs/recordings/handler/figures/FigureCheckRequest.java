package ivs.recordings.handler.figures;

import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Statistics.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which days a check looks at.
record FigureCheckRequest(Window window) {
  private static final int LONGEST_FIELD = 64;

  private static final Set<String> OPTIONS = Set.of("days", "until");

  /// Reads `days`, a number that is never left out, and `until`, the last of them.
  ///
  /// @param now the last day is that of this moment where nothing is said
  /// @throws IllegalArgumentException saying what is wrong
  static FigureCheckRequest of(Map<String, Object> input, Instant now) {
    var unknown = new TreeSet<>(input.keySet());
    unknown.removeAll(OPTIONS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown field %s: a check takes days and until, a batch has Records"
              .formatted(SafeText.ascii(unknown.first(), LONGEST_FIELD)));
    }
    if (!(input.get("days") instanceof Integer days) || days < 1 || days > Window.MOST_DAYS) {
      throw new IllegalArgumentException(
          "days must be a whole number from 1 to %d".formatted(Window.MOST_DAYS));
    }
    var last = until(input, FigureKey.dayOf(now));
    return new FigureCheckRequest(new Window(last.minusDays(days - 1L), last));
  }

  private static LocalDate until(Map<String, Object> input, LocalDate today) {
    return switch (input.getOrDefault("until", "")) {
      case String text -> text.isEmpty() ? today : day(text);
      case Object _ -> throw wrongDay();
    };
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException notADay) {
      throw wrongDay();
    }
  }

  private static IllegalArgumentException wrongDay() {
    return new IllegalArgumentException("until must be a day such as 2026-11-30");
  }
}
