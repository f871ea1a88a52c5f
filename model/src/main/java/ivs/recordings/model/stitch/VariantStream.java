package ivs.recordings.model.stitch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One rendition of a multivariant playlist (`EXT-X-STREAM-INF`), whose sound and picture are in
/// the same segments.
///
/// @param codecs such as `avc1.4d401f` and `mp4a.40.2`, in the order of the playlist
/// @param bandwidth the highest bit rate of its segments, in bits per second
/// @param frameRate frames per second
/// @param playlist the media playlist of it
public record VariantStream(
    Optional<Resolution> resolution,
    List<String> codecs,
    long bandwidth,
    Optional<Double> frameRate,
    String playlist) {
  /// RFC 6381, without quotes and separators.
  private static final Pattern CODEC = Pattern.compile("[!#-+\\--~]{1,100}");

  public VariantStream {
    codecs = List.copyOf(codecs);
    if (!codecs.stream().allMatch(codec -> CODEC.matcher(codec).matches())) {
      throw new IllegalArgumentException("a codec is a word");
    }
    if (bandwidth < 0) {
      throw new IllegalArgumentException("a bandwidth is not negative");
    }
    if (frameRate.filter(rate -> !(rate > 0 && rate < 1000)).isPresent()) {
      throw new IllegalArgumentException("a frame rate is positive and below 1,000");
    }
    MediaSegment.checkUri(playlist);
  }

  /// What must be the same in all recordings, whatever the order of the codecs.
  Encoding encoding() {
    return new Encoding(resolution, codecs.stream().sorted().toList());
  }

  /// Resolution and codecs.
  record Encoding(Optional<Resolution> resolution, List<String> codecs) {
    /// Names it; no two have the same text.
    String text() {
      return resolution.map(Resolution::text).orElse("") + " " + String.join(",", codecs);
    }
  }
}
