package ivs.recordings.model;

/// The name of an S3 bucket.
public record Bucket(String value) {
  public Bucket {
    Text.id("bucket name", value, 255);
  }
}
