package ivs.recordings.model.recording;

import java.util.Optional;

/// Where the files lie: below a prefix, or in exactly one object. A recording that failed to start
/// has at most a bucket: there are no files.
///
/// @param bucket there wherever a prefix or an object is
public record StorageLocation(
    Optional<Bucket> bucket, Optional<S3Prefix> prefix, Optional<S3ObjectKey> objectKey) {
  public static final StorageLocation UNKNOWN =
      new StorageLocation(Optional.empty(), Optional.empty(), Optional.empty());

  public StorageLocation {
    if (prefix.isPresent() && objectKey.isPresent()) {
      throw new IllegalArgumentException("a location is a prefix or one object, not both");
    }
    if (bucket.isEmpty() && (prefix.isPresent() || objectKey.isPresent())) {
      throw new IllegalArgumentException("a location without a bucket has files");
    }
  }

  public StorageLocation(Bucket bucket, Optional<S3Prefix> prefix) {
    this(Optional.of(bucket), prefix, Optional.empty());
  }

  /// Whether it says where files may be.
  public boolean hasFiles() {
    return prefix.isPresent() || objectKey.isPresent();
  }

  /// One session writes to one prefix, so known beats unknown. The rest of the order only makes it
  /// total: should two events of one session ever disagree, every order of arrival still ends in
  /// the same row.
  public StorageLocation join(StorageLocation other) {
    int byPath = path().compareTo(other.path());
    int byKind = Boolean.compare(objectKey.isPresent(), other.objectKey.isPresent());
    int byBucket = bucketName().compareTo(other.bucketName());
    int order = byPath != 0 ? byPath : byKind != 0 ? byKind : byBucket;
    return order >= 0 ? this : other;
  }

  /// Empty where there are no files, which comes before every other.
  private String path() {
    return prefix.map(S3Prefix::value).or(() -> objectKey.map(S3ObjectKey::value)).orElse("");
  }

  private String bucketName() {
    return bucket.map(Bucket::value).orElse("");
  }

  /// Bucket and prefix or key in one word, as people read it; empty where there are no files.
  public Optional<String> place() {
    return hasFiles() ? Optional.of(bucketName() + "/" + path()) : Optional.empty();
  }

  /// Bucket and prefix in one word, `bucket/prefix`, as people read and write it; empty where there
  /// is no prefix.
  public Optional<String> folder() {
    return prefix.map(path -> bucketName() + "/" + path.value());
  }
}
