package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;

/// The name of an S3 bucket.
public record Bucket(String value) {
  public Bucket {
    SafeText.id("bucket name", value, 255);
  }
}
