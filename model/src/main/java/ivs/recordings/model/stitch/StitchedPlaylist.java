package ivs.recordings.model.stitch;

import static java.util.stream.Collectors.groupingBy;

import ivs.recordings.model.playback.PlaylistRewrite;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// One playlist from the playlists of several recordings, in the order that they are given in (RFC
/// 8216). The same input has the same text, byte for byte. A gap between two recordings is a
/// discontinuity and never a segment, and a recording without segments leaves no trace.
public final class StitchedPlaylist {
  /// As [PlaylistRewrite] has it: more than an answer holds once it is compressed.
  private static final int LONGEST = 24 * 1024 * 1024;

  private static final int WITH_FRACTIONS = 3;
  private static final int WITH_RANGES = 4;
  private static final int WITH_INITIALIZATION = 7;
  private static final long SHORTEST_TARGET = 1;
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int HASH = 4;

  /// Always with milliseconds and `Z`.
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Comparator<VariantStream> BEST_FIRST =
      Comparator.comparingLong(VariantStream::bandwidth)
          .reversed()
          .thenComparing(VariantStream::playlist);

  private StitchedPlaylist() {}

  /// The renditions whose resolution and codecs each recording has, the best first. Of several with
  /// the same resolution and codecs, such as two frame rates, the best is paired with the best.
  ///
  /// @param recordings the renditions of each one; of no recordings there are none
  public static List<CommonRendition> common(List<List<VariantStream>> recordings) {
    if (recordings.isEmpty()) {
      return List.of();
    }
    var byEncoding =
        recordings.stream()
            .map(variants ->
                variants.stream().sorted(BEST_FIRST).collect(groupingBy(VariantStream::encoding)))
            .toList();
    return byEncoding.getFirst().keySet().stream()
        .flatMap(encoding -> paired(encoding, byEncoding).stream())
        .sorted(
            Comparator.comparingLong(CommonRendition::bandwidth)
                .reversed()
                .thenComparing(CommonRendition::name))
        .toList();
  }

  private static List<CommonRendition> paired(
      VariantStream.Encoding encoding,
      List<Map<VariantStream.Encoding, List<VariantStream>>> recordings) {
    var each = recordings.stream().map(of -> of.getOrDefault(encoding, List.of())).toList();
    int inAll = each.stream().mapToInt(List::size).min().orElse(0);
    return IntStream.range(0, inAll)
        .mapToObj(rank ->
            rendition(encoding, rank, each.stream().map(variants -> variants.get(rank)).toList()))
        .toList();
  }

  private static CommonRendition rendition(
      VariantStream.Encoding encoding, int rank, List<VariantStream> variants) {
    return new CommonRendition(
        name(encoding, rank),
        encoding.resolution(),
        variants.getFirst().codecs(),
        variants.stream().mapToLong(VariantStream::bandwidth).max().orElse(0),
        variants.stream()
            .flatMap(variant -> variant.frameRate().stream())
            .max(Comparator.naturalOrder()),
        variants.stream().map(VariantStream::playlist).toList());
  }

  /// Such as `1280x720-0a1b2c3d`. Codecs hold characters that names of files do not, so there is a
  /// hash in their place.
  private static String name(VariantStream.Encoding encoding, int rank) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest((encoding.text() + " " + rank).getBytes(StandardCharsets.UTF_8));
      return encoding.resolution().map(Resolution::text).orElse("audio")
          + "-"
          + HexFormat.of().formatHex(digest, 0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The playlist of all renditions, whose media playlists stand beside it.
  public static String multivariant(List<CommonRendition> renditions) {
    var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:").append(WITH_FRACTIONS).append('\n');
    for (var rendition : renditions) {
      var attributes = new ArrayList<String>();
      attributes.add("BANDWIDTH=" + rendition.bandwidth());
      rendition.resolution().ifPresent(size -> attributes.add("RESOLUTION=" + size.text()));
      if (!rendition.codecs().isEmpty()) {
        attributes.add("CODECS=\"" + String.join(",", rendition.codecs()) + "\"");
      }
      rendition
          .frameRate()
          .ifPresent(rate -> attributes.add(String.format(Locale.ROOT, "FRAME-RATE=%.3f", rate)));
      text.append("#EXT-X-STREAM-INF:").append(String.join(",", attributes)).append('\n');
      text.append(rendition.name()).append(PlaylistRewrite.SUFFIX).append('\n');
    }
    return text.toString();
  }

  /// The segments of all recordings, in their order.
  ///
  /// @param recordings the segments of each one, with URIs that can be fetched from anywhere
  /// @throws UnsoundPlaylistException if the result is too long, or has an MPEG transport stream
  ///   behind a fragmented MP4: no tag ends what `EXT-X-MAP` began
  public static String media(List<List<MediaSegment>> recordings) {
    var all = recordings.stream().flatMap(List::stream).toList();
    var text = new StringBuilder();
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(version(all)).append('\n');
    text.append("#EXT-X-TARGETDURATION:").append(target(all)).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n");
    var initialization = Optional.<MediaInitialization>empty();
    boolean isFirst = true;
    for (var segments : recordings) {
      boolean isBorder = !isFirst;
      for (var segment : segments) {
        boolean isBreak = isBorder || segment.isDiscontinuous();
        if (isBreak) {
          text.append("#EXT-X-DISCONTINUITY\n");
        }
        var next = segment.initialization();
        if (initialization.isPresent() && next.isEmpty()) {
          throw new UnsoundPlaylistException(
              "an MPEG transport stream cannot follow a fragmented MP4 in one playlist");
        }
        // A player that begins behind a discontinuity finds what it needs there.
        if (isBreak || !Objects.equals(initialization, next)) {
          next.ifPresent(of -> append(text, of));
        }
        initialization = next;
        append(text, segment);
        if (text.length() > LONGEST) {
          throw new UnsoundPlaylistException("a playlist has more segments than can be served");
        }
        isBorder = false;
        isFirst = false;
      }
    }
    return text.append("#EXT-X-ENDLIST\n").toString();
  }

  private static void append(StringBuilder text, MediaInitialization initialization) {
    text.append("#EXT-X-MAP:URI=\"").append(initialization.uri()).append('"');
    initialization
        .range()
        .ifPresent(range -> text.append(",BYTERANGE=\"").append(range.text()).append('"'));
    text.append('\n');
  }

  private static void append(StringBuilder text, MediaSegment segment) {
    segment
        .dateTime()
        .ifPresent(
            time -> text.append("#EXT-X-PROGRAM-DATE-TIME:").append(dateTime(time)).append('\n'));
    text.append("#EXTINF:").append(seconds(segment.duration())).append(",\n");
    segment
        .range()
        .ifPresent(range -> text.append("#EXT-X-BYTERANGE:").append(range.text()).append('\n'));
    text.append(segment.uri()).append('\n');
  }

  private static int version(List<MediaSegment> segments) {
    if (segments.stream().anyMatch(segment -> segment.initialization().isPresent())) {
      return WITH_INITIALIZATION;
    }
    return segments.stream().anyMatch(segment -> segment.range().isPresent())
        ? WITH_RANGES
        : WITH_FRACTIONS;
  }

  /// The longest segment in whole seconds, rounded up.
  private static long target(List<MediaSegment> segments) {
    return segments.stream()
        .map(MediaSegment::duration)
        .max(Comparator.naturalOrder())
        .map(longest -> longest.plusSeconds(1).minusNanos(1).toSeconds())
        .filter(seconds -> seconds > SHORTEST_TARGET)
        .orElse(SHORTEST_TARGET);
  }

  private static String dateTime(Instant time) {
    return DATE_TIME.format(time);
  }

  /// Milliseconds, or microseconds where there are some.
  private static String seconds(Duration duration) {
    int micros = duration.toNanosPart() / NANOS_PER_MICRO;
    return micros % 1_000 == 0
        ? String.format(Locale.ROOT, "%d.%03d", duration.toSeconds(), micros / 1_000)
        : String.format(Locale.ROOT, "%d.%06d", duration.toSeconds(), micros);
  }
}
