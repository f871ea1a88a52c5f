package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.store.LocalTables;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The recordings of a stream as one playlist: who is given it, what it holds, and what ends it.
final class StreamPlaybackRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final ServedPlaylists S3 = new ServedPlaylists();

  private static final String PLAY = "POST /v1/streams/{id}/playback";
  private static final String MEDIA =
      "https://media.example.com/media/example-recordings/ivs/v1/111122223333/AbCdef1G2hij/";
  private static final String MASTER = "master.m3u8";
  private static final String CHAPTERS = "chapters.json";
  private static final String LOW_LATENCY = "media/hls/master.m3u8";
  private static final String STAGE = "media/hls/multivariant.m3u8";

  private static final String BEGIN = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n";

  private static final String FULL_HD =
      """
      #EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="1080p60",NAME="1080p60",AUTOSELECT=YES,DEFAULT=YES
      #EXT-X-STREAM-INF:BANDWIDTH=8400000,RESOLUTION=1920x1080,CODECS="avc1.64002A,mp4a.40.2",\
      VIDEO="1080p60",FRAME-RATE=60.000
      1080p60/playlist.m3u8
      """;
  private static final String HD =
      """
      #EXT-X-STREAM-INF:BANDWIDTH=2600000,RESOLUTION=1280x720,CODECS="avc1.4D401F,mp4a.40.2",\
      VIDEO="720p30",FRAME-RATE=30.000
      720p30/playlist.m3u8
      """;

  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

  @BeforeEach
  void aStream() {
    library.stream("st-anna", "anna", NOON);
  }

  /// Three of an hour each, with ten minutes between them; only the outer ones have 1080p.
  private void threeRecordings(String stored, String media) {
    for (var id : List.of("a", "b", "c")) {
      library.recording(
          id, "anna", NOON.plusSeconds(4200L * (id.charAt(0) - 'a')), "mediaPath=" + stored);
      S3.put(id, stored, "#EXTM3U\n#EXT-X-VERSION:4\n" + (id.equals("b") ? "" : FULL_HD) + HD);
      S3.put(id, "media/hls/1080p60/playlist.m3u8", media);
      S3.put(id, "media/hls/720p30/playlist.m3u8", media);
    }
  }

  private void threeRecordings() {
    threeRecordings(LOW_LATENCY, BEGIN + "#EXTINF:10.0,\n0.ts\n#EXT-X-ENDLIST\n");
  }

  private Reply ask(Map<String, String> claims) throws Exception {
    return library.ask(PLAY).id("st-anna").by(claims);
  }

  private String address() throws Exception {
    return library
        .ask(PLAY)
        .id("st-anna")
        .body("{\"renew\": true}")
        .by(ANNA)
        .json()
        .path("url")
        .asText();
  }

  private Reply get(String address, String path) throws Exception {
    return library
        .ask("GET /play/{token}/{path+}")
        .path("token", address.split("/")[4])
        .path("path", path)
        .publicly();
  }

  /// The only rendition of the stitched playlist.
  private String rendition(String address) throws Exception {
    return get(address, MASTER)
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .findFirst()
        .orElseThrow();
  }

  private String media(String address) throws Exception {
    return get(address, rendition(address)).text();
  }

  private static List<String> addresses(String playlist) {
    return Pattern.compile("https:[^\"\\s]+")
        .matcher(playlist)
        .results()
        .map(found -> found.group())
        .toList();
  }

  private static String unsigned(String playlist) {
    return playlist.replaceAll("\\?Policy=[^\"\\s]+", "").replace(MEDIA, "/");
  }

  private static BigDecimal duration(String playlist) {
    return playlist
        .lines()
        .filter(line -> line.startsWith("#EXTINF:"))
        .map(line -> new BigDecimal(line.substring("#EXTINF:".length()).replace(",", "")))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void onlyTheRenditionsOfAllRecordingsAreOffered() throws Exception {
    threeRecordings();

    var reply = get(address(), MASTER);

    assertThat(reply.text())
        .matches(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-STREAM-INF:BANDWIDTH=2600000,RESOLUTION=1280x720,\
            CODECS="avc1.4D401F,mp4a.40.2",FRAME-RATE=30.000
            1280x720-[0-9a-f]{8}.m3u8
            """);
    assertThat(reply.headers()).containsEntry("content-type", "application/vnd.apple.mpegurl");
  }

  /// A channel: MPEG-TS, a date for each segment, and tags that no standard knows.
  @Test
  void recordingsOfAChannelFollowEachOther() throws Exception {
    threeRecordings(
        LOW_LATENCY,
        """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-TARGETDURATION:10
        #ID3-EQUIV-TDTG:2026-11-20T12:00:00
        #EXT-X-PLAYLIST-TYPE:EVENT
        #EXT-X-MEDIA-SEQUENCE:7
        #EXT-X-TWITCH-TOTAL-SECS:15.005
        #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
        #EXTINF:10.005,
        0.ts
        #EXT-X-DISCONTINUITY
        #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:10.005Z
        #EXTINF:5.000,
        1.ts
        #EXT-X-ENDLIST
        """);

    var playlist = media(address());

    var one =
        """
        #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
        #EXTINF:10.005,
        /%1$s/media/hls/720p30/0.ts
        #EXT-X-DISCONTINUITY
        #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:10.005Z
        #EXTINF:5.000,
        /%1$s/media/hls/720p30/1.ts
        """;
    assertThat(unsigned(playlist))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:11
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            """
                + one.formatted("a")
                + "#EXT-X-DISCONTINUITY\n"
                + one.formatted("b")
                + "#EXT-X-DISCONTINUITY\n"
                + one.formatted("c")
                + "#EXT-X-ENDLIST\n");
    assertThat(duration(playlist)).isEqualByComparingTo("45.015");
    assertThat(unsigned(media(address()))).isEqualTo(unsigned(playlist));
  }

  /// A composition: MPEG-TS without dates.
  @Test
  void recordingsOfACompositionFollowEachOther() throws Exception {
    threeRecordings(
        STAGE,
        """
        #EXTM3U
        #EXT-X-VERSION:4
        #EXT-X-TARGETDURATION:12
        #EXTINF:12.00000,
        0.ts
        #EXTINF:3.96667,
        1.ts
        #EXT-X-ENDLIST
        """);

    var playlist = media(address());

    assertThat(unsigned(playlist))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:12
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXTINF:12.000,
            /a/media/hls/720p30/0.ts
            #EXTINF:3.966670,
            /a/media/hls/720p30/1.ts
            #EXT-X-DISCONTINUITY
            #EXTINF:12.000,
            /b/media/hls/720p30/0.ts
            #EXTINF:3.966670,
            /b/media/hls/720p30/1.ts
            #EXT-X-DISCONTINUITY
            #EXTINF:12.000,
            /c/media/hls/720p30/0.ts
            #EXTINF:3.966670,
            /c/media/hls/720p30/1.ts
            #EXT-X-ENDLIST
            """);
    assertThat(duration(playlist)).isEqualByComparingTo("47.90001");
  }

  /// A participant: fragmented MP4 with `EXT-X-MAP`, one date, and here byte ranges.
  @Test
  void recordingsOfAParticipantFollowEachOther() throws Exception {
    threeRecordings(
        STAGE,
        """
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-TARGETDURATION:7
        #EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
        #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.123Z
        #EXTINF:6.006,
        #EXT-X-BYTERANGE:1000@720
        0.m4s
        #EXTINF:2.500,
        1.m4s
        #EXT-X-ENDLIST
        """);

    var playlist = media(address());

    var one =
        """
        #EXT-X-MAP:URI="/%1$s/media/hls/720p30/init.mp4",BYTERANGE="720@0"
        #EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.123Z
        #EXTINF:6.006,
        #EXT-X-BYTERANGE:1000@720
        /%1$s/media/hls/720p30/0.m4s
        #EXTINF:2.500,
        /%1$s/media/hls/720p30/1.m4s
        """;
    assertThat(unsigned(playlist))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:7
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            """
                + one.formatted("a")
                + "#EXT-X-DISCONTINUITY\n"
                + one.formatted("b")
                + "#EXT-X-DISCONTINUITY\n"
                + one.formatted("c")
                + "#EXT-X-ENDLIST\n");
    assertThat(duration(playlist)).isEqualByComparingTo("25.518");
  }

  @Test
  void eachRecordingHasASignatureOfItsOwn() throws Exception {
    threeRecordings();
    library.recording("b", "anna", NOON.plusSeconds(4200), "retainUntil=2026-11-20T13:30:00Z");

    var media = addresses(media(address()));

    assertThat(media).hasSize(3);
    for (int index = 0; index < media.size(); index++) {
      var uri = media.get(index);
      var id = List.of("a", "b", "c").get(index);
      assertThat(CdnKey.opens(uri, MEDIA + id + "/media/hls/720p30/0.ts")).isTrue();
      for (var other : List.of("a", "b", "c", "ab")) {
        assertThat(CdnKey.opens(uri, MEDIA + other + "/0.ts")).isEqualTo(other.equals(id));
      }
      assertThat(
              CdnKey.statement(CdnKey.policy(uri))
                  .at("/Condition/DateLessThan/AWS:EpochTime")
                  .asLong())
          .isEqualTo(NOON.plusSeconds(id.equals("b") ? 5400 : 6 * 3600).getEpochSecond());
    }
  }

  @Test
  void gapsAreChaptersAndNeverSegments() throws Exception {
    threeRecordings();
    library.recording("b", "anna", NOON.plusSeconds(4200), "title=Second half");

    var reply = get(address(), CHAPTERS);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().toPrettyString())
        .isEqualToIgnoringWhitespace(
            """
            {"durationMs": 30000, "chapters": [
              {"kind": "PART", "name": "Part 1", "startMs": 0, "durationMs": 10000, "gapMs": 0,
               "startedAt": "2026-11-20T12:00:00Z"},
              {"kind": "GAP", "name": "Gap", "startMs": 10000, "durationMs": 0, "gapMs": 600000},
              {"kind": "PART", "name": "Second half", "startMs": 10000, "durationMs": 10000,
               "gapMs": 0, "startedAt": "2026-11-20T13:10:00Z"},
              {"kind": "GAP", "name": "Gap", "startMs": 20000, "durationMs": 0, "gapMs": 600000},
              {"kind": "PART", "name": "Part 3", "startMs": 20000, "durationMs": 10000, "gapMs": 0,
               "startedAt": "2026-11-20T14:20:00Z"}]}
            """);
  }

  @Test
  void aRecordingThatIsPlayedAloneIsOneChapter() throws Exception {
    library.recording("a", "anna", NOON);

    var chapters = get(address(), CHAPTERS).json();

    assertThat(chapters.path("durationMs").asLong()).isEqualTo(3_600_000);
    assertThat(chapters.path("chapters")).hasSize(1);
  }

  @Test
  void itsOwnerAndAnOperatorAreGivenAnAddressAndNoOther() throws Exception {
    threeRecordings();

    var reply = ask(ANNA);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("url").asText())
        .matches("https://media.example.com/play/[A-Za-z0-9_-]+/master.m3u8");
    assertThat(reply.json().path("type").asText()).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(reply.json().path("expiresAt").asText()).isEqualTo("2026-11-20T18:00:00Z");
    assertThat(ask(OPERATOR).status()).isEqualTo(200);
    assertThat(ask(BEN).status()).isEqualTo(404);
    assertThat(library.ask(PLAY).id("st-none").by(ANNA).status()).isEqualTo(404);
  }

  @Test
  void aViewAndAGrantAreCountedOnceUnlessAnAddressIsRenewed() throws Exception {
    threeRecordings();
    var address = ask(ANNA).json().path("url").asText();
    get(address, MASTER);
    media(address());

    assertThat(library.row("StreamSession", "streamId", "st-anna").get("totalViews").n())
        .isEqualTo("1");
    assertThat(library.row("StreamSession", "streamId", "st-anna").get("version").n())
        .isEqualTo("2");
    assertThat(library.ask("GET /v1/stats").by(ANNA).json().at("/total/playbackGrants").asInt())
        .isEqualTo(1);
    assertThat(library.ask(PLAY).id("st-anna").body("{\"renew\": 1}").by(ANNA).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "409, still-recording, availableAt=;recordingStatus=STARTED;endTime=",
    "409, processing, availableAt=",
    "409, not-playable, availableAt=;recordingStatus=FAILED",
    "409, bucket-not-served, s3BucketName=another",
    "410, gone, retainUntil=2026-11-20T12:00:00Z",
    "410, gone, deletedAt=2026-11-20T11:00:00Z"
  })
  void whatCannotBePlayedSaysWhyBeforeAndAfterTheAddressIsGiven(int status, String name, String row)
      throws Exception {
    threeRecordings();
    var address = address();
    for (var id : List.of("a", "b", "c")) {
      library.recording(id, "anna", NOON, row.split(";"));
    }

    for (var reply : List.of(ask(ANNA), get(address, MASTER), get(address, CHAPTERS))) {
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.json().path("type").asText()).endsWith(":" + name);
    }
    assertThat(library.row("StreamSession", "streamId", "st-anna")).doesNotContainKey("totalViews");
  }

  @Test
  void aStreamWithoutRecordingsIsNotPlayable() throws Exception {
    assertThat(ask(ANNA).status()).isEqualTo(409);
    var silent = new ApiFixture(LOCAL.dynamo());
    threeRecordings();

    var reply = silent.ask(PLAY).id("st-anna").by(ANNA);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).endsWith(":playback-not-configured");
  }

  @Test
  void whatWasDeletedSinceIsLeftOutUntilNothingIsLeft() throws Exception {
    threeRecordings();
    var address = address();
    var rendition = rendition(address);
    library.recording("b", "anna", NOON, "deletedAt=2026-11-20T12:00:00Z");

    assertThat(unsigned(get(address, rendition).text()).lines().filter(is -> is.startsWith("/")))
        .containsExactly("/a/media/hls/720p30/0.ts", "/c/media/hls/720p30/0.ts");
    // Both of those that are left have 1080p.
    assertThat(get(address, MASTER).text()).contains("1920x1080", rendition);

    for (var id : List.of("a", "b", "c")) {
      Recordings.remove(LOCAL.dynamo(), id);
    }
    assertThat(get(address, MASTER).status()).isEqualTo(410);
    assertThat(get(address, rendition).status()).isEqualTo(410);
    library.clock.advance(Duration.ofHours(6));
    assertThat(get(address, MASTER).json().path("type").asText()).endsWith(":grant-expired");
  }

  /// Rows of two profiles never share a stream; if they did, none would be shown to the other.
  @Test
  void aRecordingOfAnotherProfileIsNotPlayed() throws Exception {
    threeRecordings();
    library.recording("b", "anna", NOON.plusSeconds(4200), "profileId=ben");

    assertThat(unsigned(media(address()))).contains("/a/", "/c/").doesNotContain("/b/");
  }

  @Test
  void oneRecordingIsPlayedWithAnAddressOfItsOwn() throws Exception {
    threeRecordings();
    library.recording("b", "anna", NOON, "availableAt=");
    library.recording(
        "c", "anna", NOON, "s3KeyPrefix=", "s3ObjectKey=recordings/r/c.mp4", "mediaPath=");

    var playlist = get(address(), MASTER).text();

    assertThat(playlist).contains("media/hls/1080p60/playlist.m3u8", "VIDEO=\"1080p60\"");
  }

  @Test
  void ofUploadsTheNewestIsPlayed() throws Exception {
    for (var id : List.of("b", "a")) {
      library.recording(
          id,
          "anna",
          NOON.plusSeconds(id.charAt(0)),
          "source=UPLOAD",
          "s3KeyPrefix=",
          "s3ObjectKey=recordings/r/" + id + ".webm",
          "mediaPath=");
    }

    var reply = ask(ANNA);

    assertThat(reply.json().path("type").asText()).isEqualTo("video/webm");
    assertThat(get(reply.json().path("url").asText(), "recording").headers().get("location"))
        .contains("/recordings/r/b.webm?");
  }

  @Test
  void recordingsWithoutACommonRenditionArePlayedOneByOne() throws Exception {
    threeRecordings();
    S3.put("b", LOW_LATENCY, "#EXTM3U\n" + FULL_HD);
    S3.put("a", LOW_LATENCY, "#EXTM3U\n" + HD);

    for (var path : List.of(MASTER, CHAPTERS)) {
      var reply = get(address(), path);
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.json().path("type").asText()).endsWith(":no-common-rendition");
    }
  }

  @Test
  void aRecordingThatCannotBeReadIsLeftOutAndNoneIs502() throws Exception {
    threeRecordings();
    S3.put("a", LOW_LATENCY, "<html>");
    library.recording("c", "anna", NOON.plusSeconds(8400), "mediaPath=media/hls/none.m3u8");

    assertThat(unsigned(media(address()))).contains("/b/").doesNotContain("/a/", "/c/");

    S3.put("b", LOW_LATENCY, "#EXTM3U\nhttps://other.example.com/0.m3u8\n");
    assertThat(get(address(), MASTER).status()).isEqualTo(502);
  }

  /// A rendition without it would have another time line than the others.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "#EXTM3U\n#EXTINF:1,\n0.ts\n",
        BEGIN + "#EXTINF:1,\n../../../../ab/0.ts\n",
        BEGIN + "#EXTINF:-1,\n0.ts\n",
        BEGIN + "#EXTINF:x,\n0.ts\n",
        BEGIN + "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:1,\n0.ts\n",
        BEGIN + "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:1,\n0.m4s\n"
      })
  void anUnsoundMediaPlaylistIsNotServed(String text) throws Exception {
    threeRecordings();
    var address = address();
    var rendition = rendition(address);
    S3.put("b", "media/hls/720p30/playlist.m3u8", text);

    assertThat(get(address, rendition).status()).isEqualTo(502);
  }

  @Test
  void anEmptyRecordingIsNoFault() throws Exception {
    threeRecordings();
    S3.put("b", "media/hls/720p30/playlist.m3u8", BEGIN + "#EXT-X-ENDLIST\n");

    var address = address();

    assertThat(duration(media(address))).isEqualByComparingTo("20");
    assertThat(get(address, CHAPTERS).json().path("chapters")).hasSize(3);
  }

  @Test
  void aMissingSegmentIsLeftOutAndBreaksThePicture() throws Exception {
    threeRecordings();
    S3.put(
        "a",
        "media/hls/720p30/playlist.m3u8",
        BEGIN + "#EXTINF:1,\n0.ts\n#EXT-X-GAP\n#EXTINF:1,\n1.ts\n#EXTINF:1,\n2.ts\n");

    assertThat(unsigned(media(address())))
        .contains("/0.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:1.000,\n/a/media/hls/720p30/2.ts")
        .doesNotContain("1.ts");
  }

  /// Sound in a playlist of its own would be lost.
  @Test
  void aRenditionWithSeparateSoundIsLeftOut() throws Exception {
    threeRecordings();
    var separate =
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"s\",NAME=\"s\",URI=\"s/a.m3u8\"\n"
            + HD.replace("VIDEO=\"720p30\"", "AUDIO=\"s\"");
    for (var id : List.of("a", "b", "c")) {
      S3.put(id, LOW_LATENCY, "#EXTM3U\n" + separate + FULL_HD);
    }

    assertThat(rendition(address())).startsWith("1920x1080-");
  }

  @ParameterizedTest
  @CsvSource({
    "thumbnail, 403",
    "recording, 403",
    "recording.mp4, 403",
    "media/hls/720p30/playlist.m3u8, 404",
    "1280x720-00000000.m3u8, 404",
    "../master.m3u8, 404"
  })
  void theAddressIsGoodForThePlaylistOnly(String path, int status) throws Exception {
    threeRecordings();

    assertThat(get(address(), path).status()).isEqualTo(status);
  }

  @Test
  void twelveHoursAreAnsweredBelowAMegabyte() throws Exception {
    threeRecordings();
    var segments =
        IntStream.range(0, 2_400)
            .mapToObj(
                "#EXTINF:6.000,\n#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z\n%d.ts\n"
                    ::formatted)
            .collect(Collectors.joining("", BEGIN, "#EXT-X-ENDLIST\n"));
    for (var id : List.of("a", "b", "c")) {
      S3.put(id, "media/hls/720p30/playlist.m3u8", segments);
    }
    var address = address();
    var request =
        library
            .ask("GET /play/{token}/{path+}")
            .header("accept-encoding", "gzip")
            .path("token", address.split("/")[4])
            .path("path", rendition(address));
    request.publicly();
    var begin = System.nanoTime();

    var reply = request.publicly();

    var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    var body = reply.body().orElseThrow();
    System.out.printf("Stitched: 7,200 segments in %d ms, %,d bytes%n", millis, body.length());
    assertThat(reply.isBase64()).isTrue();
    assertThat(body.length()).isLessThan(1_000_000);
    assertThat(addresses(reply.text())).hasSize(7_200);
    assertThat(duration(reply.text())).isEqualByComparingTo("43200");
  }
}
