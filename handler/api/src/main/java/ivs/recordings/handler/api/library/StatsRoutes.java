package ivs.recordings.handler.api.library;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.runtime.StatisticsJson;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.PriceList;
import ivs.recordings.model.figures.Statistics;
import ivs.recordings.model.figures.Statistics.Grouping;
import ivs.recordings.model.figures.Statistics.Window;
import ivs.recordings.model.figures.Totals;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.figures.FigureTable;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.TreeMap;

/// The figures of a window of days: an owner's own, an operator's of all profiles. Each day is one
/// Query; no recording is read.
public record StatsRoutes(FigureTable figures, PriceList prices, Clock clock) {
  /// An answer of so many profiles and sources a day is beyond what a person reads, and takes too
  /// long.
  private static final int MOST_FIGURES = 50_000;

  private static final int LAST_YEAR = 9999;

  public Answer stats(ApiRequest request) {
    var profile = profile(request.caller());
    var window = window(request);
    var by = request.query("by").map(StatsRoutes::grouping).orElse(Grouping.DAY);
    var found = new TreeMap<FigureKey, Totals>();
    for (var day : window.days()) {
      found.putAll(figures.on(day, profile));
      if (found.size() > MOST_FIGURES) {
        throw refused(
            "From %s to %s are too many profiles: ask for fewer days"
                .formatted(window.since(), window.until()));
      }
    }
    return new Found(StatisticsJson.of(Statistics.of(window, by, found), prices));
  }

  private static Optional<ProfileId> profile(Viewer caller) {
    return switch (caller) {
      case Viewer.Owner(var profileId) -> Optional.of(profileId);
      case Viewer.Operator _ -> Optional.empty();
    };
  }

  private Window window(ApiRequest request) {
    var until =
        request
            .query("until")
            .map(text -> day("until", text))
            .orElseGet(() -> FigureKey.dayOf(clock.instant()));
    try {
      return request
          .query("since")
          .map(text -> new Window(day("since", text), until))
          .orElseGet(() -> Window.endingOn(until));
    } catch (IllegalArgumentException unsound) {
      throw new RejectedRequestException(Problem.invalid(String.valueOf(unsound.getMessage())));
    }
  }

  private static LocalDate day(String name, String text) {
    try {
      var day = LocalDate.parse(text);
      if (day.getYear() > 0 && day.getYear() < LAST_YEAR) {
        return day;
      }
    } catch (DateTimeException notADay) {
      // Refused with those beyond all years.
    }
    throw refused(name + " must be a day such as 2026-11-30");
  }

  private static Grouping grouping(String text) {
    return switch (text) {
      case "day" -> Grouping.DAY;
      case "profile" -> Grouping.PROFILE;
      case "source" -> Grouping.SOURCE;
      default -> throw refused("by must be day, profile or source");
    };
  }

  private static RejectedRequestException refused(String detail) {
    return new RejectedRequestException(Problem.invalid(detail + "."));
  }
}
