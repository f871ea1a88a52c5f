package ivs.recordings.model.stitch;

import java.util.List;
import java.util.Optional;

/// A rendition that all recordings have.
///
/// @param name of its stitched playlist, without the suffix: it depends on resolution, codecs and
///   rank alone, so it stays the same when a recording comes or goes
/// @param codecs in the order of the first recording
/// @param bandwidth the highest of all recordings
/// @param frameRate the highest of all recordings
/// @param playlists one media playlist of each recording, in their order
public record CommonRendition(
    String name,
    Optional<Resolution> resolution,
    List<String> codecs,
    long bandwidth,
    Optional<Double> frameRate,
    List<String> playlists) {
  public CommonRendition {
    codecs = List.copyOf(codecs);
    playlists = List.copyOf(playlists);
  }
}
