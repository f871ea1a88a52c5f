package ivs.recordings.model.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The order of the boxes of an MP4 or MOV (ISO/IEC 14496-12), read from one head to the next. A
/// player can seek in it once it has the index `moov`, which recorders write last; a fragmented
/// file has a part of its index before each fragment.
public final class BoxOrder {
  /// Four bytes of size, four of type, eight where the size needs more.
  public static final int HEAD_BYTES = 16;

  private static final int SHORT_HEAD = 8;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  /// A file has a handful before its media; a fragmented one shows it within the first ten.
  private static final int MOST_BOXES = 1_000;

  private final long size;
  private long at;
  private int boxes;
  private boolean hasIndex;
  private boolean hasMediaBeforeIndex;
  private boolean hasFragments;

  /// @param size of the file in bytes
  public BoxOrder(long size) {
    this.size = size;
  }

  /// Where the next head is; empty after the last, and once the order is known.
  public Optional<Long> next() {
    return at + SHORT_HEAD > size || boxes >= MOST_BOXES || hasFragments
        ? Optional.empty()
        : Optional.of(at);
  }

  /// Takes the head at [#next].
  ///
  /// @param head at least [#HEAD_BYTES]; at the end of a file the last bytes are of no meaning
  public void read(byte[] head) {
    var bytes = ByteBuffer.wrap(head);
    var length = bytes.getInt() & UNSIGNED;
    var type = new byte[4];
    bytes.get(type);
    if (length == 1) {
      length = bytes.getLong();
    }
    switch (new String(type, StandardCharsets.US_ASCII)) {
      case "moov" -> hasIndex = true;
      case "moof" -> hasFragments = true;
      case "mdat" -> hasMediaBeforeIndex |= !hasIndex;
      default -> {} // Of no importance here.
    }
    boxes++;
    // A length of 0 means up to the end; any that does not lead on is no box.
    at = length < SHORT_HEAD || length > size - at ? size : at + length;
  }

  /// Whether a player can seek in it without reading all of it.
  public boolean isStreamable() {
    return hasIndex && !hasMediaBeforeIndex && !hasFragments;
  }
}
