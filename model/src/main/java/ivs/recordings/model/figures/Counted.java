package ivs.recordings.model.figures;

import ivs.recordings.model.library.RecordingSummary;
import java.util.Optional;

/// What of a recording is in the totals.
///
/// @param version the version of the row that was counted
/// @param contribution what it added; empty where its deletion has begun
public record Counted(long version, Optional<Contribution> contribution) {
  /// What is counted of a row as it is now.
  public static Counted of(RecordingSummary row) {
    return new Counted(row.version(), Contribution.of(row));
  }
}
