package ivs.recordings.model.stitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.playback.UnsoundPlaylistException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StitchedPlaylistTest {
  private static final Optional<MediaInitialization> INITIALIZATION =
      Optional.of(new MediaInitialization("init.mp4", Optional.empty()));

  private static MediaSegment segment(
      String uri, long millis, Optional<MediaInitialization> initialization) {
    return new MediaSegment(
        Duration.ofMillis(millis), uri, Optional.empty(), initialization, Optional.empty(), false);
  }

  private static VariantStream variant(int height, double frameRate, long bandwidth, String path) {
    return new VariantStream(
        Optional.of(new Resolution(height * 16 / 9, height)),
        List.of("avc1.4d401f", "mp4a.40.2"),
        bandwidth,
        Optional.of(frameRate),
        path);
  }

  @Test
  void nothingIsAPlaylistThatHasEnded() {
    var expected =
        """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-TARGETDURATION:1
        #EXT-X-MEDIA-SEQUENCE:0
        #EXT-X-PLAYLIST-TYPE:VOD
        #EXT-X-ENDLIST
        """;

    assertThat(StitchedPlaylist.media(List.of())).isEqualTo(expected);
    assertThat(StitchedPlaylist.media(List.of(List.of(), List.of()))).isEqualTo(expected);
    assertThat(StitchedPlaylist.common(List.of())).isEmpty();
    assertThat(StitchedPlaylist.common(List.of(List.of()))).isEmpty();
  }

  @Test
  void anEmptyRecordingLeavesNoTrace() {
    var first = List.of(segment("a.ts", 6006, Optional.empty()));
    var last = List.of(segment("b.ts", 1000, Optional.empty()));

    assertThat(StitchedPlaylist.media(List.of(List.of(), first, List.of(), List.of(), last)))
        .isEqualTo(StitchedPlaylist.media(List.of(first, last)))
        .contains("#EXT-X-TARGETDURATION:7\n", "#EXTINF:6.006,\na.ts\n#EXT-X-DISCONTINUITY\n")
        .containsOnlyOnce("#EXT-X-DISCONTINUITY");
  }

  @Test
  void everyTagOfASegmentIsKept() {
    var segment =
        new MediaSegment(
            Duration.ofNanos(2_000_001_000),
            "b.m4s",
            Optional.of(new ByteRange(1000, Optional.of(720L))),
            Optional.of(
                new MediaInitialization(
                    "init.mp4", Optional.of(new ByteRange(720, Optional.of(0L))))),
            Optional.of(Instant.parse("2026-11-20T12:00:00.5Z")),
            true);

    assertThat(StitchedPlaylist.media(List.of(List.of(segment))))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:3
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.500Z
            #EXTINF:2.000001,
            #EXT-X-BYTERANGE:1000@720
            b.m4s
            #EXT-X-ENDLIST
            """);
  }

  /// The same file may begin both recordings: what a player needs stands behind the border again.
  @Test
  void theInitializationIsRepeatedBehindEachBorder() {
    var recording =
        List.of(segment("0.m4s", 1, INITIALIZATION), segment("1.m4s", 1, INITIALIZATION));

    assertThat(StitchedPlaylist.media(List.of(recording, recording)).lines())
        .filteredOn(line -> line.startsWith("#EXT-X-MAP") || line.startsWith("#EXT-X-DISC"))
        .containsExactly(
            "#EXT-X-MAP:URI=\"init.mp4\"", "#EXT-X-DISCONTINUITY", "#EXT-X-MAP:URI=\"init.mp4\"");
  }

  @Test
  void aTransportStreamCannotFollowAFragmentedFile() {
    var fragmented = List.of(segment("0.m4s", 1, INITIALIZATION));
    var transport = List.of(segment("0.ts", 1, Optional.empty()));

    assertThatThrownBy(() -> StitchedPlaylist.media(List.of(fragmented, transport)))
        .isInstanceOf(UnsoundPlaylistException.class);
    assertThat(StitchedPlaylist.media(List.of(transport, fragmented))).contains("0.m4s", "0.ts");
  }

  @Test
  void moreThanCanBeServedIsRefused() {
    var endless = Collections.nCopies(300, segment("x".repeat(100_000), 1, Optional.empty()));

    assertThatThrownBy(() -> StitchedPlaylist.media(List.of(endless)))
        .isInstanceOf(UnsoundPlaylistException.class);
  }

  /// One of three has no 1080p; two of the same size are paired by their rank.
  @Test
  void onlyWhatAllHaveIsOfferedAtTheHighestRate() {
    var first =
        List.of(
            variant(1080, 60, 8_000_000, "a1080"),
            variant(720, 30, 2_000_000, "a720p30"),
            variant(720, 60, 3_000_000, "a720p60"));
    var second = List.of(variant(720, 60, 3_500_000, "b720p60"), variant(720, 30, 1, "b720p30"));
    var third =
        List.of(
            variant(1080, 60, 8_000_000, "c1080"),
            variant(720, 29.97, 3_000_000, "c720p60"),
            variant(720, 15, 2_500_000, "c720p30"));

    var common = StitchedPlaylist.common(List.of(first, second, third));

    assertThat(common)
        .extracting(CommonRendition::playlists)
        .containsExactly(
            List.of("a720p60", "b720p60", "c720p60"), List.of("a720p30", "b720p30", "c720p30"));
    assertThat(StitchedPlaylist.multivariant(common))
        .matches(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-STREAM-INF:BANDWIDTH=3500000,RESOLUTION=1280x720,\
            CODECS="avc1.4d401f,mp4a.40.2",FRAME-RATE=60.000
            1280x720-[0-9a-f]{8}.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=2500000,RESOLUTION=1280x720,\
            CODECS="avc1.4d401f,mp4a.40.2",FRAME-RATE=30.000
            1280x720-[0-9a-f]{8}.m3u8
            """);
  }

  /// So that a player goes on with the address that it knows when a recording was deleted.
  @Test
  void theNameOfARenditionDoesNotDependOnTheOthers() {
    var both = List.of(variant(1080, 60, 2, "a"), variant(720, 30, 1, "b"));
    var one = List.of(variant(720, 60, 9, "c"));

    assertThat(StitchedPlaylist.common(List.of(both, one)).getFirst().name())
        .isEqualTo(StitchedPlaylist.common(List.of(both)).getLast().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "#x", "a b", "a\nb", "a\"b", "\u202e"})
  void aUriIsOneWordOfALine(String uri) {
    assertThatThrownBy(() -> segment(uri, 1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaInitialization(uri, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> variant(720, 30, 1, uri)).isInstanceOf(IllegalArgumentException.class);
  }
}
