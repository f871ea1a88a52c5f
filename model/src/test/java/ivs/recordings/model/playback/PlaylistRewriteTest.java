package ivs.recordings.model.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaylistRewriteTest {
  private static final String MEDIA = "https://m.example.com/media/b/p/";

  private static String rewritten(String playlist, String text) {
    return new PlaylistRewrite(playlist, "", MEDIA, "Q=1&S=2").applied(text);
  }

  /// A channel of IVS: nothing but addresses changes, not even an attribute that looks like one.
  @Test
  void aMultivariantPlaylistLeadsToItsVariants() {
    assertThat(
            rewritten(
                "media/hls/master.m3u8",
                """
                #EXTM3U
                #EXT-X-SESSION-DATA:DATA-ID="net.live-video.content.id",VALUE="a,URI=b"
                ## made by IVS
                #EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="720p30",NAME="URI=x, \u00e9",AUTOSELECT=YES
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="audio/playlist.m3u8",DEFAULT=NO
                #EXT-X-STREAM-INF:BANDWIDTH=2600000,CODECS="avc1.4d401f,mp4a.40.2",VIDEO="720p30"
                720p30/playlist.m3u8

                #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="./iframes/../iframes/a.m3u8"
                """))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-SESSION-DATA:DATA-ID="net.live-video.content.id",VALUE="a,URI=b"
            ## made by IVS
            #EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="720p30",NAME="URI=x, \u00e9",AUTOSELECT=YES
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="media/hls/audio/playlist.m3u8",DEFAULT=NO
            #EXT-X-STREAM-INF:BANDWIDTH=2600000,CODECS="avc1.4d401f,mp4a.40.2",VIDEO="720p30"
            media/hls/720p30/playlist.m3u8

            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="media/hls/iframes/a.m3u8"
            """);
  }

  /// A participant of a stage, with what its fragments may hold.
  @Test
  void aMediaPlaylistIsSignedAndKeepsEveryTag() {
    assertThat(
            rewritten(
                "media/hls/high/playlist.m3u8",
                """
                #EXTM3U
                #EXT-X-VERSION:7
                #EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
                #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
                #EXTINF:6.000,URI="title.ts"
                #EXT-X-BYTERANGE:1000@720
                0.m4s
                #EXT-X-DISCONTINUITY
                #EXTINF:6.000,
                ../low/1%20a.m4s
                #EXT-X-ENDLIST
                """))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-MAP:URI="%1$shigh/init.mp4?Q=1&S=2",BYTERANGE="720@0"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
            #EXTINF:6.000,URI="title.ts"
            #EXT-X-BYTERANGE:1000@720
            %1$shigh/0.m4s?Q=1&S=2
            #EXT-X-DISCONTINUITY
            #EXTINF:6.000,
            %1$slow/1%%20a.m4s?Q=1&S=2
            #EXT-X-ENDLIST
            """
                .formatted(MEDIA + "media/hls/"));
  }

  @ParameterizedTest
  @CsvSource({
    "'\ufeff#EXTM3U\r\n"
        + "#EXTINF:1,\r\n"
        + "0.ts\r\n\r\n"
        + "', '#EXTM3U\r\n"
        + "#EXTINF:1,\r\n"
        + "M0.ts?Q=1&S=2\r\n\r\n"
        + "'",
    "'#EXTM3U\n0.ts', '#EXTM3U\nM0.ts?Q=1&S=2'",
    "'#EXTM3U\n0.ts \n', '#EXTM3U\nM0.ts?Q=1&S=2\n'",
    "'#EXTM3U\n\n\n', '#EXTM3U\n\n\n'",
    "'#EXTM3U', '#EXTM3U'"
  })
  void linesEndAsTheyDidAndAByteOrderMarkIsLeftOut(String text, String expected) {
    assertThat(rewritten("x.m3u8", text))
        .isEqualTo(expected.replace("M", MEDIA).replace("EXT" + MEDIA + "3U", "EXTM3U"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example.com/0.ts",
        "//other.example.com/0.ts",
        "data:text/plain,x",
        "/0.ts",
        "../../../0.ts",
        "a/../../../../0.ts",
        "a//0.ts",
        "a/",
        "%2e%2e/0.ts",
        "a%2f0.ts",
        "a\\0.ts",
        "a%5c0.ts",
        "0.ts?x=1",
        "0.ts#x",
        "a b.ts",
        "%zz.ts",
        "\u202e0.ts"
      })
  void whatIsNotInTheRecordingIsRefused(String uri) {
    for (var line : new String[] {uri, "#EXT-X-MAP:URI=\"" + uri + "\""}) {
      assertThatThrownBy(() -> rewritten("media/hls/x.m3u8", "#EXTM3U\n" + line + "\n"))
          .isInstanceOf(UnsoundPlaylistException.class)
          .hasMessageNotContaining("\u202e");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "0.ts\n", " #EXTM3U"})
  void whatIsNoPlaylistIsRefused(String text) {
    assertThatThrownBy(() -> rewritten("x.m3u8", text))
        .isInstanceOf(UnsoundPlaylistException.class);
  }

  @Test
  void moreThanCanBeServedIsRefused() {
    var rewrite = new PlaylistRewrite("x.m3u8", "", MEDIA, "Q=" + "x".repeat(100_000));

    assertThatThrownBy(() -> rewrite.applied("#EXTM3U\n" + "0.ts\n".repeat(300)))
        .isInstanceOf(UnsoundPlaylistException.class);
  }
}
