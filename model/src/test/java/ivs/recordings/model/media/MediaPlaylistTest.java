package ivs.recordings.model.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.playback.UnsoundPlaylistException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is copied of a playlist, and in which parts.
final class MediaPlaylistTest {
  private static final String PATH = "media/hls/720p/playlist.m3u8";

  @Test
  void thePartsHaveAllSegmentsInOrderAndTheirWholeLength() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      var sizes =
          Stream.generate(() -> 1 + random.nextInt(5)).limit(1 + random.nextInt(8)).toList();
      assertHasAll(sizes, seed);
    }
  }

  private static void assertHasAll(List<Integer> sizes, long seed) {
    var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
    int number = 0;
    for (int part = 0; part < sizes.size(); part++) {
      text.append(part == 0 ? "" : "#EXT-X-DISCONTINUITY\n");
      for (int i = 0; i < sizes.get(part); i++) {
        text.append("#EXTINF:2.5,\n").append(number++).append(".ts\n");
      }
    }
    text.append("#EXT-X-ENDLIST\n");
    var parts = MediaPlaylist.parts(PATH, text.toString());
    var all = number;

    assertThat(parts)
        .as("seed %d", seed)
        .extracting(part -> part.segments().size())
        .isEqualTo(sizes);
    assertThat(parts.stream().flatMap(part -> part.segments().stream()).toList())
        .isEqualTo(IntStream.range(0, all).mapToObj(i -> "media/hls/720p/" + i + ".ts").toList());
    assertThat(parts.stream().map(MediaPlaylist.Part::length).reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMillis(2_500L * all));
  }

  @Test
  void anotherInitializationSectionBeginsAnotherPart() {
    var parts =
        MediaPlaylist.parts(
            "media/playlist.m3u8",
            """
            #EXTM3U
            #EXT-X-MAP:URI="a.mp4"
            #EXTINF:6,
            0.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="b.mp4"
            #EXTINF:4,
            1.m4s
            """);

    assertThat(parts)
        .extracting(MediaPlaylist.Part::init)
        .containsExactly(Optional.of("media/a.mp4"), Optional.of("media/b.mp4"));
    assertThat(parts)
        .extracting(MediaPlaylist.Part::length)
        .containsExactly(Duration.ofSeconds(6), Duration.ofSeconds(4));
  }

  @Test
  void theBestVariantIsTheOneWithTheHighestRate() {
    var master =
        """
        #EXTM3U
        #EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=9,BANDWIDTH=100,RESOLUTION=1x1
        160p/playlist.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=2000
        720p/playlist.m3u8
        """;

    assertThat(MediaPlaylist.best("media/hls/master.m3u8", master)).isEqualTo(PATH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no playlist",
        "#EXTM3U\n",
        "#EXTM3U\n0.ts\n",
        "#EXTM3U\n#EXTINF:x,\n0.ts\n",
        "#EXTM3U\n#EXTINF:1,\n../../other/0.ts\n",
        "#EXTM3U\n#EXTINF:1,\nhttps://example.com/0.ts\n",
        "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
        "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:1,\n0.ts\n",
        "#EXTM3U\n#EXT-X-BYTERANGE:1@0\n#EXTINF:1,\n0.ts\n",
        "#EXTM3U\n#EXT-X-MAP:BYTERANGE=\"1@0\"\n#EXTINF:1,\n0.ts\n"
      })
  void whatIsNotCopiedIsRefused(String playlist) {
    assertThatThrownBy(() -> MediaPlaylist.parts(PATH, playlist))
        .isInstanceOf(UnsoundPlaylistException.class);
  }
}
