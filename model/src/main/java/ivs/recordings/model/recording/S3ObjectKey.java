package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;

/// The key of the one object that is a recording, such as an uploaded file.
public record S3ObjectKey(String value) {
  /// S3 keys hold 1,024 bytes of UTF-8, and a character takes up to three.
  private static final int LONGEST = 341;

  public S3ObjectKey {
    SafeText.printable("S3 object key", value, LONGEST);
    if (value.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("S3 object key has a backslash");
    }
    for (var segment : value.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("S3 object key has an empty segment, '.' or '..'");
      }
    }
  }
}
