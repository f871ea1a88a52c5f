package ivs.recordings.model.stitch;

import java.util.Optional;

/// What a player reads before the segments of a fragmented MP4 (`EXT-X-MAP`).
public record MediaInitialization(String uri, Optional<ByteRange> range) {
  public MediaInitialization {
    MediaSegment.checkUri(uri);
  }
}
