package ivs.recordings.model.playback;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/// Whether objects can be read, or lie in an archive from which they must be restored first.
///
/// The later of two is the state of both: one segment that cannot be read stops a player.
public enum ArchiveState {
  READABLE,
  RESTORING,
  ARCHIVED;

  /// The rule that `bucket plan --archive` prints moves segments after so many days. Before that no
  /// object is looked at.
  public static final int AFTER_DAYS = 30;

  /// Storage classes whose objects cannot be read. Glacier Instant Retrieval is none of them.
  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  /// Of one object, as S3 lists it.
  ///
  /// @param restoredUntil until when a restored copy is kept, if there is one
  public static ArchiveState of(
      String storageClass, boolean isBeingRestored, Optional<Instant> restoredUntil, Instant now) {
    if (!ARCHIVES.contains(storageClass) || restoredUntil.filter(now::isBefore).isPresent()) {
      return READABLE;
    }
    return isBeingRestored ? RESTORING : ARCHIVED;
  }

  /// Of all of them together.
  public static ArchiveState of(Collection<ArchiveState> objects) {
    return objects.stream().max(Comparator.naturalOrder()).orElse(READABLE);
  }
}
