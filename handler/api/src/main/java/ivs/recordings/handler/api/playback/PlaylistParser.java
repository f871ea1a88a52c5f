package ivs.recordings.handler.api.playback;

import io.lindstrom.m3u8.model.AlternativeRendition;
import io.lindstrom.m3u8.model.KeyMethod;
import io.lindstrom.m3u8.model.MediaType;
import io.lindstrom.m3u8.model.SegmentMap;
import io.lindstrom.m3u8.model.Variant;
import io.lindstrom.m3u8.parser.AbstractPlaylistParser;
import io.lindstrom.m3u8.parser.MasterPlaylistParser;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import ivs.recordings.model.stitch.ByteRange;
import ivs.recordings.model.stitch.MediaInitialization;
import ivs.recordings.model.stitch.MediaSegment;
import ivs.recordings.model.stitch.Resolution;
import ivs.recordings.model.stitch.VariantStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Playlists (RFC 8216) as the model has them. Tags that it does not know are skipped.
final class PlaylistParser {
  private static final MasterPlaylistParser MULTIVARIANT =
      new MasterPlaylistParser(ParsingMode.LENIENT);
  private static final MediaPlaylistParser MEDIA = new MediaPlaylistParser(ParsingMode.LENIENT);

  private static final double MICROSECONDS = 1e6;
  private static final int LONGEST_QUOTE = 100;

  private PlaylistParser() {}

  /// The renditions of a multivariant playlist. One whose sound is in a playlist of its own is left
  /// out: without it, it would be silent.
  ///
  /// @throws UnsoundPlaylistException if it is none
  static List<VariantStream> variants(String text) {
    var playlist = parsed(MULTIVARIANT, text);
    var separate =
        playlist.alternativeRenditions().stream()
            .filter(of -> of.type() == MediaType.AUDIO && of.uri().isPresent())
            .map(AlternativeRendition::groupId)
            .collect(Collectors.toUnmodifiableSet());
    try {
      return playlist.variants().stream()
          .filter(variant -> !hasSeparateSound(variant, separate))
          .map(PlaylistParser::variant)
          .toList();
    } catch (IllegalArgumentException unsound) {
      throw refused(unsound);
    }
  }

  private static boolean hasSeparateSound(Variant variant, Set<String> groups) {
    return variant.audio().filter(groups::contains).isPresent();
  }

  private static VariantStream variant(Variant variant) {
    return new VariantStream(
        variant.resolution().map(size -> new Resolution(size.width(), size.height())),
        variant.codecs().stream().map(String::strip).toList(),
        variant.bandwidth(),
        variant.frameRate(),
        variant.uri());
  }

  /// The segments of a media playlist. One that is marked as missing (`EXT-X-GAP`) has no file: it
  /// is left out, and what follows it is discontinuous.
  ///
  /// @throws UnsoundPlaylistException if it is none, or is encrypted: its keys are not served
  static List<MediaSegment> segments(String text) {
    var segments = new ArrayList<MediaSegment>();
    var initialization = Optional.<MediaInitialization>empty();
    boolean isBroken = false;
    try {
      for (var segment : parsed(MEDIA, text).mediaSegments()) {
        if (segment.segmentKey().filter(key -> key.method() != KeyMethod.NONE).isPresent()) {
          throw new UnsoundPlaylistException("a playlist is encrypted");
        }
        if (segment.segmentMap().isPresent()) {
          initialization = segment.segmentMap().map(PlaylistParser::initialization);
        }
        isBroken |= segment.discontinuity();
        if (segment.gap()) {
          isBroken = true;
          continue;
        }
        segments.add(
            new MediaSegment(
                duration(segment.duration()),
                segment.uri(),
                segment.byteRange().map(PlaylistParser::range),
                initialization,
                segment
                    .programDateTime()
                    .map(OffsetDateTime::toInstant)
                    .map(time -> time.truncatedTo(ChronoUnit.MILLIS)),
                isBroken));
        isBroken = false;
      }
      return segments;
    } catch (IllegalArgumentException unsound) {
      throw refused(unsound);
    }
  }

  private static Duration duration(double seconds) {
    var micros = Math.round(seconds * MICROSECONDS);
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  private static MediaInitialization initialization(SegmentMap map) {
    return new MediaInitialization(map.uri(), map.byteRange().map(PlaylistParser::range));
  }

  private static ByteRange range(io.lindstrom.m3u8.model.ByteRange range) {
    return new ByteRange(range.length(), range.offset());
  }

  /// The library takes what it reads for sound, and fails with what it happens to fail with.
  private static <T extends io.lindstrom.m3u8.model.Playlist> T parsed(
      AbstractPlaylistParser<T, ?> parser, String text) {
    try {
      return parser.readPlaylist(text);
    } catch (PlaylistParserException | RuntimeException unsound) {
      throw refused(unsound);
    }
  }

  private static UnsoundPlaylistException refused(Exception why) {
    return new UnsoundPlaylistException(
        "a playlist cannot be parsed: "
            + SafeText.ascii(String.valueOf(why.getMessage()), LONGEST_QUOTE));
  }
}
