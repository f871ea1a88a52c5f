package ivs.recordings.store.item;

import java.time.Instant;
import java.util.List;

/// A row as it was read.
///
/// @param version 1 on the first write, one more on each that followed
/// @param updatedAt when the row was last written, by the writer's clock
/// @param media of a recording: what readiness, the API and retention wrote of its files
/// @param history what changed it, oldest first, as far back as the row remembers; it tells of the
///   writes and is no part of the value
public record VersionedItem<T>(
    T value, long version, Instant updatedAt, MediaState media, List<HistoryEntry> history) {
  public VersionedItem {
    history = List.copyOf(history);
  }

  /// A row that keeps no history and of which nothing is to be played.
  public VersionedItem(T value, long version, Instant updatedAt) {
    this(value, version, updatedAt, MediaState.UNKNOWN, List.of());
  }
}
