package ivs.recordings.model.recording;

import java.util.Optional;

/// Where the files lie: below a prefix, or in exactly one object. A recording that failed to start
/// has a bucket and neither: there are no files.
public record StorageLocation(
    Bucket bucket, Optional<S3Prefix> prefix, Optional<S3ObjectKey> objectKey) {

  public StorageLocation {
    if (prefix.isPresent() && objectKey.isPresent()) {
      throw new IllegalArgumentException("a location is a prefix or one object, not both");
    }
  }

  public StorageLocation(Bucket bucket, Optional<S3Prefix> prefix) {
    this(bucket, prefix, Optional.empty());
  }

  /// One session writes to one prefix, so known beats unknown. The rest of the order only makes it
  /// total: should two events of one session ever disagree, every order of arrival still ends in
  /// the same row.
  public StorageLocation join(StorageLocation other) {
    int byPath = path().compareTo(other.path());
    int byKind = Boolean.compare(objectKey.isPresent(), other.objectKey.isPresent());
    int byBucket = bucket.value().compareTo(other.bucket.value());
    int order = byPath != 0 ? byPath : byKind != 0 ? byKind : byBucket;
    return order >= 0 ? this : other;
  }

  /// Empty where there are no files, which comes before every other.
  private String path() {
    return prefix.map(S3Prefix::value).or(() -> objectKey.map(S3ObjectKey::value)).orElse("");
  }
}
