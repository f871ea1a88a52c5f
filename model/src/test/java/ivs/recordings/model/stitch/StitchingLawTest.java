package ivs.recordings.model.stitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.model.PlaylistType;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What holds for all recordings that are played as one; `-Dstitch.seed` plays a run again.
final class StitchingLawTest {
  private static final MediaPlaylistParser PARSER = new MediaPlaylistParser();
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final int TRIES = 10_000;
  private static final int MOST_RECORDINGS = 5;
  private static final int MOST_SEGMENTS = 6;

  private static final List<Optional<Resolution>> SIZES =
      List.of(
          Optional.of(new Resolution(1920, 1080)),
          Optional.of(new Resolution(1280, 720)),
          Optional.empty());
  private static final List<List<String>> CODECS =
      List.of(List.of("avc1.4d401f", "mp4a.40.2"), List.of("mp4a.40.2", "avc1.4d401f"), List.of());

  private final long seed = Long.getLong("stitch.seed", System.nanoTime());

  @Test
  void noSegmentIsLostOrDoubledAndOnlyBordersAreAdded() throws PlaylistParserException {
    System.out.println("stitch.seed=" + seed);
    var random = new Random(seed);
    for (int left = TRIES; left > 0; left--) {
      noSegmentIsLostOrDoubled(recordings(random));
    }
  }

  private static void noSegmentIsLostOrDoubled(List<List<MediaSegment>> recordings)
      throws PlaylistParserException {
    var expected = new ArrayList<MediaSegment>();
    for (var segments : recordings) {
      for (int index = 0; index < segments.size(); index++) {
        var isBorder = index == 0 && !expected.isEmpty();
        var segment = segments.get(index);
        expected.add(isBorder ? discontinuous(segment) : segment);
      }
    }

    var text = StitchedPlaylist.media(recordings);

    var playlist = PARSER.readPlaylist(text);
    assertThat(segments(playlist)).isEqualTo(expected);
    assertThat(sum(segments(playlist)))
        .isEqualTo(
            recordings.stream().map(StitchingLawTest::sum).reduce(Duration.ZERO, Duration::plus));
    var longest = expected.stream().map(MediaSegment::duration).max(Comparator.naturalOrder());
    assertThat(Duration.ofSeconds(playlist.targetDuration()))
        .isBetween(longest.orElse(Duration.ZERO), longest.orElse(Duration.ZERO).plusSeconds(1));
    assertThat(playlist.version().orElseThrow()).isGreaterThanOrEqualTo(version(expected));
    assertThat(playlist.playlistType()).contains(PlaylistType.VOD);
    assertThat(playlist.ongoing()).isFalse();
    assertThat(StitchedPlaylist.media(recordings)).isEqualTo(text);
  }

  private static int version(List<MediaSegment> segments) {
    return segments.stream().anyMatch(segment -> segment.initialization().isPresent())
        ? 7
        : segments.stream().anyMatch(segment -> segment.range().isPresent()) ? 4 : 3;
  }

  private static MediaSegment discontinuous(MediaSegment segment) {
    return new MediaSegment(
        segment.duration(),
        segment.uri(),
        segment.range(),
        segment.initialization(),
        segment.dateTime(),
        true);
  }

  private static Duration sum(List<MediaSegment> segments) {
    return segments.stream().map(MediaSegment::duration).reduce(Duration.ZERO, Duration::plus);
  }

  private static List<MediaSegment> segments(MediaPlaylist playlist) {
    var segments = new ArrayList<MediaSegment>();
    var initialization = Optional.<MediaInitialization>empty();
    for (var segment : playlist.mediaSegments()) {
      initialization =
          segment
              .segmentMap()
              .map(map ->
                  new MediaInitialization(map.uri(), map.byteRange().map(StitchingLawTest::range)))
              .or(() ->
                  segments.isEmpty() ? Optional.empty() : segments.getLast().initialization());
      segments.add(
          new MediaSegment(
              Duration.of(Math.round(segment.duration() * 1e6), ChronoUnit.MICROS),
              segment.uri(),
              segment.byteRange().map(StitchingLawTest::range),
              initialization,
              segment.programDateTime().map(OffsetDateTime::toInstant),
              segment.discontinuity()));
    }
    return segments;
  }

  private static ByteRange range(io.lindstrom.m3u8.model.ByteRange range) {
    return new ByteRange(range.length(), range.offset());
  }

  /// What all recordings have, each as often as the recording that has it least often.
  @Test
  void aRenditionIsKeptExactlyIfEachRecordingHasIt() {
    System.out.println("stitch.seed=" + seed);
    var random = new Random(seed);
    for (int left = TRIES; left > 0; left--) {
      isKeptExactlyIfEachHasIt(renditions(random));
    }
  }

  private static void isKeptExactlyIfEachHasIt(List<List<VariantStream>> recordings) {
    var expected = new HashMap<VariantStream.Encoding, Long>();
    for (var variant : recordings.isEmpty() ? List.<VariantStream>of() : recordings.getFirst()) {
      recordings.stream()
          .mapToLong(
              of -> of.stream().filter(each -> each.encoding().equals(variant.encoding())).count())
          .min()
          .ifPresent(least -> expected.put(variant.encoding(), least));
    }

    var common = StitchedPlaylist.common(recordings);

    Map<VariantStream.Encoding, Long> found = new HashMap<>();
    for (var rendition : common) {
      var encoding =
          new VariantStream.Encoding(
              rendition.resolution(), rendition.codecs().stream().sorted().toList());
      found.merge(encoding, 1L, Long::sum);
      assertThat(rendition.playlists()).hasSameSizeAs(recordings);
    }
    expected.values().removeIf(least -> least == 0);
    assertThat(found).isEqualTo(expected);
    assertThat(common).extracting(CommonRendition::name).doesNotHaveDuplicates();
    assertThat(StitchedPlaylist.common(recordings)).isEqualTo(common);
  }

  /// Recordings of segments, fragmented MP4 from one of them on.
  private static List<List<MediaSegment>> recordings(Random random) {
    int count = random.nextInt(MOST_RECORDINGS + 1);
    int fragmentedFrom = random.nextBoolean() ? count : random.nextInt(count + 1);
    var recordings = new ArrayList<List<MediaSegment>>();
    for (int recording = 0; recording < count; recording++) {
      var segments = new ArrayList<MediaSegment>();
      int length = random.nextInt(MOST_SEGMENTS + 1);
      for (int segment = 0; segment < length; segment++) {
        segments.add(segment(random, recording, segment, recording >= fragmentedFrom));
      }
      recordings.add(segments);
    }
    return recordings;
  }

  private static MediaSegment segment(
      Random random, int recording, int number, boolean isFragmented) {
    var micros = random.nextInt(4) == 0 ? random.nextLong(12_000_000) : random.nextInt(13) * 1000L;
    var folder = "https://media.example.com/" + recording + "/";
    return new MediaSegment(
        Duration.of(micros, ChronoUnit.MICROS),
        folder + number + (isFragmented ? ".m4s" : ".ts") + "?Policy=a_b~&Signature=c-d",
        random.nextInt(3) == 0 ? Optional.of(range(random)) : Optional.empty(),
        isFragmented
            ? Optional.of(
                new MediaInitialization(
                    folder + "init" + random.nextInt(2) + ".mp4",
                    random.nextBoolean() ? Optional.of(range(random)) : Optional.empty()))
            : Optional.empty(),
        random.nextBoolean()
            ? Optional.of(NOON.plusMillis(random.nextInt(1_000_000)))
            : Optional.empty(),
        random.nextInt(4) == 0);
  }

  private static ByteRange range(Random random) {
    return new ByteRange(
        random.nextInt(1000), random.nextBoolean() ? Optional.of(720L) : Optional.empty());
  }

  /// Few encodings, so that several renditions of a recording have the same.
  private static List<List<VariantStream>> renditions(Random random) {
    var recordings = new ArrayList<List<VariantStream>>();
    int count = random.nextInt(MOST_RECORDINGS);
    for (int recording = 0; recording < count; recording++) {
      var variants = new ArrayList<VariantStream>();
      for (int left = random.nextInt(MOST_SEGMENTS); left > 0; left--) {
        variants.add(
            new VariantStream(
                SIZES.get(random.nextInt(SIZES.size())),
                CODECS.get(random.nextInt(CODECS.size())),
                random.nextInt(3) * 1_000_000L,
                random.nextBoolean() ? Optional.of(29.97) : Optional.empty(),
                "media/hls/" + left + "/playlist.m3u8"));
      }
      recordings.add(variants);
    }
    return recordings;
  }
}
