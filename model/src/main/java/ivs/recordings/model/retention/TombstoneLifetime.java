package ivs.recordings.model.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long the rest of a deleted recording's row is kept: for as long as its events may come back.
public final class TombstoneLifetime {
  /// A replay that began on the archive's last day, and what waits in queues after it.
  private static final Duration SLACK = Duration.ofDays(30);

  private TombstoneLifetime() {}

  /// When it may be removed; empty keeps it for ever, as the archive keeps its events.
  ///
  /// @param archiveDays how long the archive keeps events; 0 means for ever
  public static Optional<Instant> expiresAt(Instant deletedAt, int archiveDays) {
    return archiveDays == 0
        ? Optional.empty()
        : Optional.of(deletedAt.plus(Duration.ofDays(archiveDays)).plus(SLACK));
  }
}
