package ivs.recordings.store.item;

import java.util.Optional;

/// How a conditional write ended. A lost race is ordinary news, and it brings the winner along.
public sealed interface WriteResult<T> {
  /// Written; the row is now at this version.
  record Done<T>(long version) implements WriteResult<T> {}

  /// Another writer wrote first; nothing was written. Empty if the row was deleted.
  record Raced<T>(Optional<VersionedItem<T>> winner) implements WriteResult<T> {}
}
