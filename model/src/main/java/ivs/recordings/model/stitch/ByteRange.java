package ivs.recordings.model.stitch;

import java.util.Optional;

/// A part of a file.
///
/// @param length in bytes
/// @param offset of its first byte; empty where it follows the range before it in the same file
public record ByteRange(long length, Optional<Long> offset) {
  public ByteRange {
    if (length < 0 || offset.filter(first -> first < 0).isPresent()) {
      throw new IllegalArgumentException("a byte range is not negative");
    }
  }

  /// As `EXT-X-BYTERANGE` has it, such as `1000@720`.
  String text() {
    return length + offset.map(first -> "@" + first).orElse("");
  }
}
