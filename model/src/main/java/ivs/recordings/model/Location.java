package ivs.recordings.model;

import java.util.Optional;

/// Where the files lie. A recording that failed to start has a bucket and no prefix: there are no
/// files.
public record Location(Bucket bucket, Optional<S3Prefix> prefix) {

  /// One session writes to one prefix, so known beats unknown. The rest of the order only makes it
  /// total: should two events of one session ever disagree, every order of arrival still ends in
  /// the same row.
  Location join(Location other) {
    int byPrefix = path().compareTo(other.path());
    int order = byPrefix != 0 ? byPrefix : bucket.value().compareTo(other.bucket.value());
    return order >= 0 ? this : other;
  }

  /// Empty where there is no prefix, which comes before every other.
  private String path() {
    return prefix.map(S3Prefix::value).orElse("");
  }
}
