package ivs.recordings.handler.api.library;

import ivs.recordings.model.library.ListOrder;
import ivs.recordings.model.library.RecordingFilter;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.store.library.LibraryRecordings;
import ivs.recordings.store.library.LibraryRecordings.Partition;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Walks the recordings that a viewer may see, in order: an owner's in one partition, an operator's
/// month by month. A position is a sort key, or a month, which is a position before everything of
/// it; keys hold the id, so that no two rows share one and a row that is inserted moves no other.
public record RecordingWalk(
    LibraryRecordings recordings,
    Viewer viewer,
    RecordingFilter filter,
    ListOrder order,
    Instant now) {
  /// IVS did not exist before; older times are refused when events arrive.
  private static final YearMonth FIRST = YearMonth.of(2020, 1);

  private static final int MONTH = FIRST.toString().length();

  /// More months than there are since the first, each a Query that finds nothing.
  private static final int ALL_MONTHS = 1_200;

  /// Before this, everything of a partition has its place.
  private static final String END = "9";

  /// How far a walk goes.
  ///
  /// @param months how many of them a walk may finish that has found something; one that has not
  ///   goes on, so that no client is sent from one empty page to the next
  /// @param reads how many Queries it may make beside the last of each month
  /// @param items what one Query reads
  public record Bounds(int months, int reads, int items) {
    /// A page of a client: it may be short, and go on elsewhere.
    static Bounds ofPage(int limit, RecordingFilter filter) {
      return new Bounds(24, 5, filter.isSelective() ? 500 : limit + 1);
    }

    /// Ten thousand rows, however far back.
    static final Bounds OF_TOTAL = new Bounds(ALL_MONTHS, 10, 1_000);
  }

  /// A part of the list.
  ///
  /// @param next where the rest begins; empty where there is none
  public record Page(List<RecordingSummary> items, Optional<String> next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /// What lies behind a position, up to a limit.
  public Page page(Optional<String> start, int limit, Bounds bounds) {
    var items = new ArrayList<RecordingSummary>();
    var position = start.orElseGet(this::beginning);
    int months = 0;
    int reads = 0;
    while (!isBeyond(position)) {
      var most = items.isEmpty() ? ALL_MONTHS : bounds.months();
      if (months >= most || reads == bounds.reads()) {
        return new Page(items, Optional.of(position));
      }
      var slice = recordings.slice(partition(position), order, position, bounds.items());
      var rest = slice.entries().size();
      for (var entry : slice.entries()) {
        if (isOutside(entry.position())) {
          return new Page(items, Optional.empty());
        }
        position = entry.position();
        rest--;
        entry.recording().filter(found -> filter.matches(found, now)).ifPresent(items::add);
        if (items.size() == limit) {
          var isEnd = rest == 0 && slice.isLast() && isBeyond(behind(position));
          return new Page(items, isEnd ? Optional.empty() : Optional.of(position));
        }
      }
      if (slice.isLast()) {
        position = behind(position);
        months++;
      } else {
        reads++;
      }
    }
    return new Page(items, Optional.empty());
  }

  private String beginning() {
    if (order.isAscending()) {
      var first = FIRST.toString();
      return filter
          .from()
          .map(LibraryRecordings::position)
          .filter(from -> from.compareTo(first) > 0)
          .orElse(first);
    }
    // A row may be a little ahead of this clock, and its month with it.
    var last = viewer instanceof Viewer.Operator ? lastMonth().plusMonths(1).toString() : END;
    return filter
        .to()
        .map(LibraryRecordings::position)
        .filter(to -> to.compareTo(last) < 0)
        .orElse(last);
  }

  private YearMonth lastMonth() {
    return YearMonth.from(now.atOffset(ZoneOffset.UTC)).plusMonths(1);
  }

  private Partition partition(String position) {
    return switch (viewer) {
      case Viewer.Owner(var profileId) -> new Partition.OfProfile(profileId);
      case Viewer.Operator() -> new Partition.OfMonth(month(position));
    };
  }

  private YearMonth month(String position) {
    var month = YearMonth.parse(position.substring(0, MONTH));
    return order.isAscending() || position.length() > MONTH ? month : month.minusMonths(1);
  }

  /// Where the walk goes on once the partition of a position has nothing behind it.
  private String behind(String position) {
    return switch (viewer) {
      case Viewer.Owner _ -> "";
      case Viewer.Operator() ->
          order.isAscending()
              ? month(position).plusMonths(1).toString()
              : month(position).toString();
    };
  }

  private boolean isBeyond(String position) {
    if (position.isEmpty()) {
      return true;
    }
    return viewer instanceof Viewer.Operator
        && (order.isAscending()
            ? month(position).isAfter(earlier(lastMonth(), filter.to()))
            : month(position).isBefore(later(FIRST, filter.from())));
  }

  private static YearMonth earlier(YearMonth month, Optional<Instant> time) {
    return time.map(RecordingWalk::monthOf).filter(month::isAfter).orElse(month);
  }

  private static YearMonth later(YearMonth month, Optional<Instant> time) {
    return time.map(RecordingWalk::monthOf).filter(month::isBefore).orElse(month);
  }

  private static YearMonth monthOf(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }

  /// Whether the list ends before this row, by the side of its window that the walk goes towards.
  private boolean isOutside(String position) {
    return order.isAscending()
        ? filter
            .to()
            .filter(to -> position.compareTo(LibraryRecordings.position(to)) >= 0)
            .isPresent()
        : filter
            .from()
            .filter(from -> position.compareTo(LibraryRecordings.position(from)) < 0)
            .isPresent();
  }
}
