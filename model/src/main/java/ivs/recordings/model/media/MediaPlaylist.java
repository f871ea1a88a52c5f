package ivs.recordings.model.media;

import ivs.recordings.model.playback.UnsoundPlaylistException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads playlists (RFC 8216) as far as copying needs it. FFmpeg never gets a playlist: it would
/// open what the playlist names, and of one with discontinuities it copies a part and reports
/// success.
public final class MediaPlaylist {
  private static final Pattern BANDWIDTH = Pattern.compile("[:,]BANDWIDTH=(\\d{1,12})");
  private static final Pattern MAP_URI = Pattern.compile("[:,]URI=\"([^\"]+)\"");

  /// Plain segments below the folder of the recording: no scheme, no escape, no query, no dots that
  /// lead out of it.
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private static final double MILLIS = 1_000;
  private static final double LONGEST_SEGMENT = 3_600;

  private MediaPlaylist() {}

  /// Segments without a discontinuity between them.
  ///
  /// @param init the initialization section of fragmented MP4; empty for MPEG-TS
  /// @param segments their paths relative to the folder of the recording
  /// @param length the sum of their lengths
  public record Part(Optional<String> init, List<String> segments, Duration length) {
    public Part {
      segments = List.copyOf(segments);
    }
  }

  /// The variant with the highest bit rate, relative to the folder of the recording.
  ///
  /// @param path of the master playlist, relative to the same folder
  /// @throws UnsoundPlaylistException if it has none that can be copied
  public static String best(String path, String master) {
    record Variant(long bandwidth, String uri) {}
    var variants = new ArrayList<Variant>();
    Optional<Long> bandwidth = Optional.empty();
    for (var line : lines(master)) {
      if (line.startsWith("#EXT-X-STREAM-INF:")) {
        var found = BANDWIDTH.matcher(line);
        bandwidth = Optional.of(found.find() ? Long.parseLong(found.group(1)) : 0L);
      } else if (!line.startsWith("#") && bandwidth.isPresent()) {
        variants.add(new Variant(bandwidth.get(), line));
        bandwidth = Optional.empty();
      }
    }
    return variants.stream()
        .max(Comparator.comparingLong(Variant::bandwidth))
        .map(variant -> resolved(path, variant.uri()))
        .orElseThrow(() -> new UnsoundPlaylistException("a master playlist names no variant"));
  }

  /// The parts of a media playlist, split at its discontinuities.
  ///
  /// @param path of the playlist, relative to the folder of the recording
  /// @throws UnsoundPlaylistException if it is encrypted, has byte ranges, or names what is not
  ///   below the folder
  public static List<Part> parts(String path, String playlist) {
    var parts = new ArrayList<Part>();
    var segments = new ArrayList<String>();
    Optional<String> init = Optional.empty();
    Optional<Double> seconds = Optional.empty();
    double sum = 0;
    for (var line : lines(playlist)) {
      if ((line.startsWith("#EXT-X-KEY") && !line.contains("METHOD=NONE"))
          || line.startsWith("#EXT-X-BYTERANGE")
          || (line.startsWith("#EXT-X-MAP") && line.contains("BYTERANGE="))) {
        throw new UnsoundPlaylistException("a playlist is encrypted or has byte ranges");
      }
      if (line.equals("#EXT-X-DISCONTINUITY") || line.startsWith("#EXT-X-MAP:")) {
        if (!segments.isEmpty()) {
          parts.add(new Part(init, segments, length(sum)));
          segments.clear();
          sum = 0;
        }
        if (line.startsWith("#EXT-X-MAP:")) {
          var uri = MAP_URI.matcher(line);
          init = Optional.of(resolved(path, uri.find() ? uri.group(1) : ""));
        }
      } else if (line.startsWith("#EXTINF:")) {
        seconds = Optional.of(seconds(line));
      } else if (!line.startsWith("#")) {
        sum += seconds.orElseThrow(() -> new UnsoundPlaylistException("a segment has no length"));
        segments.add(resolved(path, line));
        seconds = Optional.empty();
      }
    }
    if (!segments.isEmpty()) {
      parts.add(new Part(init, segments, length(sum)));
    }
    if (parts.isEmpty()) {
      throw new UnsoundPlaylistException("a playlist has no segments");
    }
    return List.copyOf(parts);
  }

  private static List<String> lines(String playlist) {
    if (!playlist.startsWith("#EXTM3U")) {
      throw new UnsoundPlaylistException("a playlist begins with #EXTM3U");
    }
    return playlist.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static double seconds(String extinf) {
    try {
      var seconds = Double.parseDouble(extinf.substring("#EXTINF:".length()).split(",", 2)[0]);
      if (seconds >= 0 && seconds <= LONGEST_SEGMENT) {
        return seconds;
      }
    } catch (NumberFormatException unreadable) {
      // The same as a number that no segment has.
    }
    throw new UnsoundPlaylistException("a segment has no length that can be read");
  }

  private static Duration length(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS));
  }

  private static String resolved(String playlist, String uri) {
    if (!PLAIN.matcher(uri).matches()) {
      throw new UnsoundPlaylistException("a playlist names a file that is not below its folder");
    }
    return playlist.substring(0, playlist.lastIndexOf('/') + 1) + uri;
  }
}
