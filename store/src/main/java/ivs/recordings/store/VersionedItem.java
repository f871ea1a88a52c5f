package ivs.recordings.store;

import java.time.Instant;
import java.util.List;

/// A row as it was read.
///
/// @param version 1 on the first write, one more on each that followed
/// @param updatedAt when the row was last written, by the writer's clock
/// @param isSettled of a recording: whether readiness has found what can be played, or that nothing
///   can
/// @param history what changed it, oldest first, as far back as the row remembers; it tells of the
///   writes and is no part of the value
public record VersionedItem<T>(
    T value, long version, Instant updatedAt, boolean isSettled, List<HistoryEntry> history) {
  public VersionedItem {
    history = List.copyOf(history);
  }

  /// A row that keeps no history and of which nothing is to be played.
  public VersionedItem(T value, long version, Instant updatedAt) {
    this(value, version, updatedAt, false, List.of());
  }
}
