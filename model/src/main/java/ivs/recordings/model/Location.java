package ivs.recordings.model;

import java.util.Comparator;
import java.util.Optional;

/// Where the files lie. A recording that failed to start has a bucket and no prefix: there are no
/// files.
public record Location(Bucket bucket, Optional<S3Prefix> prefix) {

  /// One session writes to one prefix, so known beats unknown. The rest of the order only makes it
  /// total: should two events of one session ever disagree, every order of arrival still ends in
  /// the same row.
  private static final Comparator<Location> BY_KNOWLEDGE =
      Comparator.<Location, Boolean>comparing(location -> location.prefix().isPresent())
          .thenComparing(location -> location.prefix().map(S3Prefix::value).orElse(""))
          .thenComparing(location -> location.bucket().value());

  Location join(Location other) {
    return BY_KNOWLEDGE.compare(this, other) >= 0 ? this : other;
  }
}
