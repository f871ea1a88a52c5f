package ivs.recordings.model.media;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells files of a recording from other files in the same place.
public final class MediaVersion {
  /// The first 12 hex digits, in bytes.
  private static final int BYTES = 6;

  private MediaVersion() {}

  /// The version of the files that a manifest describes.
  ///
  /// @param manifest the text of the manifest; of an upload its ETag without quotation marks
  public static String of(String manifest) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(manifest.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException impossible) { // Every Java has it.
      throw new IllegalStateException(impossible);
    }
  }
}
