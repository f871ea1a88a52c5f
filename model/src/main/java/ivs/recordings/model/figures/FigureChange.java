package ivs.recordings.model.figures;

import ivs.recordings.model.library.RecordingSummary;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A step from what is counted of a recording to what its row is now.
///
/// The totals are right after any such steps, in any order and repetition and however many versions
/// were passed over, as long as each step begins at what is counted when it is written, and the row
/// was read after that: the totals then are the sum of what is counted, and the last step counts
/// the last version.
///
/// @param before what is counted; empty where nothing was
/// @param after what is to be counted; empty where there is no row any more
public record FigureChange(Optional<Counted> before, Optional<Counted> after) {
  /// The step that is due.
  ///
  /// A version that adds what the one before added is a step too: it keeps a slower counter of an
  /// older version from writing that.
  ///
  /// @param counted what is counted, read before the row was
  /// @param row empty where there is none
  /// @return empty where just this row is counted
  public static Optional<FigureChange> due(
      Optional<Counted> counted, Optional<RecordingSummary> row) {
    var now = row.map(Counted::of);
    return now.equals(counted) ? Optional.empty() : Optional.of(new FigureChange(counted, now));
  }

  /// What is added to the totals: of one key, or of two where the recording moves from one to the
  /// other, or of none.
  public SortedMap<FigureKey, Totals> differences() {
    var differences = new TreeMap<FigureKey, Totals>();
    before
        .flatMap(Counted::contribution)
        .ifPresent(old -> differences.put(old.key(), Totals.NONE.minus(old.totals())));
    after
        .flatMap(Counted::contribution)
        .ifPresent(now -> differences.merge(now.key(), now.totals(), Totals::plus));
    differences.values().removeIf(Totals::isNone);
    return Collections.unmodifiableSortedMap(differences);
  }
}
