package ivs.recordings.handler.figures;

import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Statistics.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which days a check looks at.
///
/// @param goesOn whether it begins where the last one ended: unless it is asked for certain days
record FigureCheckRequest(Window window, boolean goesOn) {
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
    var last = until(input);
    var until = last.orElseGet(() -> FigureKey.dayOf(now));
    return new FigureCheckRequest(new Window(until.minusDays(days - 1L), until), last.isEmpty());
  }

  /// The days, the newest first; from a day on, if it is one of them, and then the newer ones.
  List<LocalDate> days(Optional<LocalDate> first) {
    var days = new ArrayList<LocalDate>();
    window.days().forEach(days::addFirst);
    first.map(days::indexOf).filter(at -> at > 0).ifPresent(at -> Collections.rotate(days, -at));
    return days;
  }

  private static Optional<LocalDate> until(Map<String, Object> input) {
    return switch (input.getOrDefault("until", "")) {
      case String text -> Optional.of(text).filter(day -> !day.isEmpty()).map(day -> day(day));
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
