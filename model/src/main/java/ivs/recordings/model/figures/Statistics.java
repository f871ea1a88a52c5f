package ivs.recordings.model.figures;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The totals of a window of days by what they are asked for.
///
/// @param groups by day (`2026-11-30`), profile id or source, in that order
/// @param total of all groups
public record Statistics(
    Window window, Grouping by, SortedMap<String, Totals> groups, Totals total) {
  public Statistics {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  /// What totals are asked for by.
  public enum Grouping {
    DAY(key -> key.day().toString()),
    PROFILE(key -> key.profileId().value()),
    SOURCE(key -> key.source().name());

    @SuppressWarnings("ImmutableEnumChecker") // A function of its argument alone.
    private final Function<FigureKey, String> group;

    Grouping(Function<FigureKey, String> group) {
      this.group = group;
    }

    private String of(FigureKey key) {
      return group.apply(key);
    }
  }

  /// Days in a row.
  ///
  /// @param since the first
  /// @param until the last
  public record Window(LocalDate since, LocalDate until) {
    /// Each day is a query of its own. A year, also one that is a day longer, is a few seconds.
    public static final int MOST_DAYS = 366;

    /// What is asked for where nothing is said.
    public static final int DAYS = 30;

    /// @throws IllegalArgumentException saying what is wrong with it, as a sentence
    public Window {
      if (until.isBefore(since)) {
        throw new IllegalArgumentException(
            "The first day, %s, is after the last, %s.".formatted(since, until));
      }
      if (ChronoUnit.DAYS.between(since, until) >= MOST_DAYS) {
        throw new IllegalArgumentException(
            "From %s to %s are more than %d days.".formatted(since, until, MOST_DAYS));
      }
    }

    /// The days up to one, that included.
    public static Window endingOn(LocalDate until) {
      return new Window(until.minusDays(DAYS - 1L), until);
    }

    public Iterable<LocalDate> days() {
      return () -> since.datesUntil(until.plusDays(1)).iterator();
    }
  }

  /// Groups totals.
  public static Statistics of(Window window, Grouping by, Map<FigureKey, Totals> figures) {
    var groups = new TreeMap<String, Totals>();
    figures.forEach((key, totals) -> groups.merge(by.of(key), totals, Totals::plus));
    return new Statistics(window, by, groups, Totals.sum(groups.values()));
  }
}
