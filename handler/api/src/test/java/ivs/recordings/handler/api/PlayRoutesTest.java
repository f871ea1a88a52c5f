package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.handler.api.playback.PlaylistFiles;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.playback.Audience;
import ivs.recordings.model.playback.Grant;
import ivs.recordings.model.playback.PlayToken;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.LocalTables;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/// What a grant gives, and what ends it.
final class PlayRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final ServedPlaylists S3 = new ServedPlaylists();

  private static final String ROUTE = "GET /play/{token}/{path+}";
  private static final String KEY = "the key of tests";
  private static final String FOLDER =
      "https://media.example.com/media/example-recordings/ivs/v1/111122223333/AbCdef1G2hij/";
  private static final String MASTER = "master.m3u8";
  private static final String MASTER_TEXT =
      """
      #EXTM3U
      #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.4d401f,mp4a.40.2",VIDEO="720p30"
      %s
      """;

  private final ApiFixture library = new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, KEY);

  @BeforeEach
  void aPublicRecording() {
    library.stream("st-anna", "anna", NOON);
    library.recording("a", "anna", NOON);
    S3.put("a", "media/hls/master.m3u8", MASTER_TEXT.formatted("720p30/playlist.m3u8"));
    S3.put("a", "media/hls/720p30/playlist.m3u8", "#EXTM3U\n#EXTINF:10.0,\n0.ts\n");
  }

  private static String token(Purpose purpose, Audience audience) {
    return PlayToken.signed(
        KEY.getBytes(StandardCharsets.UTF_8),
        new Grant(
            new RecordingId("a"),
            Optional.of(new StreamId("st-anna")).filter(_ -> audience == Audience.PUBLIC),
            purpose,
            audience,
            NOON.plus(Duration.ofHours(2))));
  }

  private Reply play(String token, String path) throws Exception {
    return library.ask(ROUTE).path("token", token).path("path", path).publicly();
  }

  private Reply play(String path) throws Exception {
    return play(token(Purpose.PLAY, Audience.PUBLIC), path);
  }

  private static List<String> uris(String playlist) {
    var attribute = Pattern.compile("URI=\"([^\"]+)\"");
    var uris = new ArrayList<String>();
    for (var line : playlist.split("\r?\n", -1)) {
      attribute.matcher(line).results().map(found -> found.group(1)).forEach(uris::add);
      if (!line.isEmpty() && !line.startsWith("#")) {
        uris.add(line);
      }
    }
    return uris;
  }

  /// The layouts of IVS: low latency, composition, participant.
  @ParameterizedTest
  @CsvSource({
    "media/hls/master.m3u8, 720p30, 0.ts, ''",
    "media/hls/multivariant.m3u8, high, 0.ts, ''",
    "media/hls/multivariant.m3u8, high, 0.m4s, '#EXT-X-MAP:URI=\"init.mp4\"\n'"
  })
  void everyUriOfAGrantIsSignedForItsRecordingAlone(
      String stored, String rendition, String segment, String map) throws Exception {
    library.recording("a", "anna", NOON, "mediaPath=" + stored);
    S3.put("a", stored, MASTER_TEXT.formatted(rendition + "/playlist.m3u8"));
    S3.put(
        "a",
        "media/hls/" + rendition + "/playlist.m3u8",
        "#EXTM3U\n" + map + "#EXTINF:10.0,\n" + segment + "\n#EXT-X-ENDLIST\n");

    var variants = uris(play(MASTER).text());

    assertThat(variants).containsExactly("media/hls/" + rendition + "/playlist.m3u8");
    var media = uris(play(variants.getFirst()).text());
    assertThat(media).hasSize(map.isEmpty() ? 1 : 2);
    for (var uri : media) {
      var address = uri.substring(0, uri.indexOf('?'));
      assertThat(address).startsWith(FOLDER + "a/media/hls/" + rendition + "/");
      assertThat(CdnKey.opens(uri, address)).isTrue();
      assertThat(CdnKey.opens(uri, FOLDER + "ab/media/hls/0.ts")).isFalse();
      assertThat(CdnKey.opens(uri, FOLDER + "a")).isFalse();
      assertThat(CdnKey.opens(uri, FOLDER.replace("https", "http") + "a/0.ts")).isFalse();
      assertThat(
              CdnKey.statement(CdnKey.policy(uri))
                  .at("/Condition/DateLessThan/AWS:EpochTime")
                  .asLong())
          .isEqualTo(NOON.plus(Duration.ofHours(2)).getEpochSecond());
    }
  }

  /// The stored name of the playlist to play works as well, and its URIs lead to the same places.
  @Test
  void aPlaylistLeadsOnFromWhereItIs() throws Exception {
    var uris = uris(play("media/hls/master.m3u8").text());

    assertThat(uris).containsExactly("../../media/hls/720p30/playlist.m3u8");
  }

  @Test
  void aPlaylistIsCompressedWhereTheClientTakesThat() throws Exception {
    var plain = play(MASTER);
    var request = library.ask(ROUTE).header("accept-encoding", "br, gzip");

    var compressed =
        request.path("token", token(Purpose.PLAY, Audience.OWNER)).path("path", MASTER).publicly();

    assertThat(plain.isBase64()).isFalse();
    assertThat(compressed.isBase64()).isTrue();
    assertThat(compressed.text()).isEqualTo(plain.text());
    assertThat(compressed.headers())
        .containsEntry("content-type", "application/vnd.apple.mpegurl")
        .containsEntry("content-encoding", "gzip")
        .containsEntry("vary", "accept-encoding")
        .containsEntry("cache-control", "no-store");
  }

  @Test
  void twelveHoursAreAnsweredBelowAMegabyte() throws Exception {
    var segments =
        IntStream.range(0, 7_200)
            .mapToObj(
                "#EXTINF:6.000,\n#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z\n%d.ts\n"
                    ::formatted)
            .collect(Collectors.joining());
    S3.put("a", "media/hls/720p30/playlist.m3u8", "#EXTM3U\n" + segments + "#EXT-X-ENDLIST\n");
    var request =
        library
            .ask(ROUTE)
            .header("accept-encoding", "gzip")
            .path("token", token(Purpose.PLAY, Audience.PUBLIC))
            .path("path", "media/hls/720p30/playlist.m3u8");
    request.publicly();
    var begin = System.nanoTime();

    var reply = request.publicly();

    var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    var body = reply.body().orElseThrow();
    System.out.printf("Playlist: 7,200 segments in %d ms, %,d bytes%n", millis, body.length());
    assertThat(reply.isBase64()).isTrue();
    assertThat(body.length()).isLessThan(1_000_000);
    assertThat(uris(reply.text())).hasSize(7_200);
  }

  @ParameterizedTest
  @CsvSource({
    "PLAY, thumbnail, 403",
    "PLAY, other, 403",
    "THUMBNAIL, master.m3u8, 403",
    "THUMBNAIL, recording, 403",
    "DOWNLOAD, master.m3u8, 403",
    "DOWNLOAD, thumbnail, 403",
    "PLAY, recording, 404",
    "PLAY, recording.mp4, 404",
    "PLAY, media/hls/none.m3u8, 404",
    "THUMBNAIL, thumbnail, 404"
  })
  void aGrantIsGoodForItsPurposeOnly(Purpose purpose, String path, int status) throws Exception {
    for (var audience : Audience.values()) {
      assertThat(play(token(purpose, audience), path).status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../a.m3u8",
        "media/../master.m3u8",
        "media//x.m3u8",
        "/master.m3u8",
        "media/hls/./x.m3u8",
        "media/%2e%2e/x.m3u8",
        "media%2fx.m3u8",
        "media\\x.m3u8",
        ".m3u8",
        "x?y.m3u8",
        "x#y.m3u8",
        "x*.m3u8",
        "é.m3u8"
      })
  void aPathThatIsNotPlainNamesNothing(String path) throws Exception {
    assertThat(play(path).status()).isEqualTo(404);
  }

  @Test
  void aWordThatIsNoTokenNamesNothing() throws Exception {
    var token = token(Purpose.PLAY, Audience.PUBLIC);
    var others = List.of("", "x", token + "A", token.substring(4), "x" + token.substring(1));

    for (var other : others) {
      assertThat(play(other, MASTER).status()).as(other).isEqualTo(404);
    }
  }

  @Test
  void aGrantEndsAtItsSecond() throws Exception {
    library.clock.advance(Duration.ofHours(2).minusSeconds(1));
    assertThat(play(MASTER).status()).isEqualTo(200);

    library.clock.advance(Duration.ofSeconds(1));

    var reply = play(MASTER);
    assertThat(reply.status()).isEqualTo(410);
    assertThat(reply.json().path("type").asText()).endsWith(":grant-expired");
  }

  @ParameterizedTest
  @CsvSource({
    "410, 410, deletedAt=2026-11-20T12:00:00Z",
    "410, 410, retainUntil=2026-11-20T12:00:00Z",
    "409, 409, availableAt=",
    "409, 409, s3BucketName=another",
    "404, 200, visibility=PRIVATE"
  })
  void whatBecomesOfARecordingHoldsForItsGrants(int publicly, int forItsOwner, String change)
      throws Exception {
    library.recording("a", "anna", NOON, change);

    assertThat(play(MASTER).status()).isEqualTo(publicly);
    assertThat(play(token(Purpose.PLAY, Audience.OWNER), MASTER).status()).isEqualTo(forItsOwner);
  }

  @Test
  void aStreamThatIsMadePrivateEndsItsPublicGrants() throws Exception {
    library.stream("st-anna", "anna", NOON, "visibility=PRIVATE");

    assertThat(play(MASTER).status()).isEqualTo(404);
    assertThat(play(token(Purpose.PLAY, Audience.OWNER), MASTER).status()).isEqualTo(200);
  }

  @Test
  void aRecordingThatLeftItsStreamOrIsRemovedEndsThem() throws Exception {
    library.recording("a", "ben", NOON);
    assertThat(play(MASTER).status()).isEqualTo(404);

    Recordings.remove(LOCAL.dynamo(), "a");

    assertThat(play(MASTER).status()).isEqualTo(410);
    assertThat(play(token(Purpose.PLAY, Audience.OWNER), MASTER).status()).isEqualTo(410);
  }

  @Test
  void eachPublicMasterPlaylistIsAView() throws Exception {
    play(MASTER);
    play(MASTER);
    play("media/hls/720p30/playlist.m3u8");
    play("media/hls/master.m3u8");
    play(token(Purpose.PLAY, Audience.OWNER), MASTER);

    var row = library.row("StreamSession", "streamId", "st-anna");
    assertThat(row.get("totalViews").n()).isEqualTo("2");
    assertThat(row.get("version").n()).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTM3U\nhttps://other.example.com/0.ts\n",
        "#EXTM3U\n../../../ab/media/hls/0.ts\n",
        "<html>"
      })
  void aPlaylistThatNamesWhatIsNotItsOwnIsNotServed(String text) throws Exception {
    S3.put("a", "media/hls/master.m3u8", text);

    assertThat(play(MASTER).status()).isEqualTo(502);
  }

  @Test
  void aPlaylistThatIsMissingOrEndlessIsNotServed() throws Exception {
    library.recording("a", "anna", NOON, "mediaPath=media/hls/none.m3u8");
    assertThat(play(MASTER).status()).isEqualTo(502);

    S3.put("a", "media/hls/none.m3u8", "#EXTM3U\n" + "#\n".repeat(PlaylistFiles.LONGEST / 2));

    assertThat(play(MASTER).status()).isEqualTo(502);
    assertThat(library.row("StreamSession", "streamId", "st-anna")).doesNotContainKey("totalViews");
  }

  @Test
  void aThumbnailIsOneImageOfTheRecording() throws Exception {
    Recordings.withPosters(LOCAL.dynamo(), "a");
    var poster = FOLDER + "a/media/thumbnails/1.jpg";

    var reply = play(token(Purpose.THUMBNAIL, Audience.PUBLIC), "thumbnail");

    assertThat(reply.status()).isEqualTo(302);
    var location = reply.headers().get("location");
    assertThat(location).startsWith(poster + "?");
    assertThat(CdnKey.statement(CdnKey.policy(location)).path("Resource").asText())
        .isEqualTo(poster);
    library.stream("st-anna", "anna", NOON, "thumbnail=media/thumbnails/2.jpg");
    assertThat(
            play(token(Purpose.THUMBNAIL, Audience.PUBLIC), "thumbnail").headers().get("location"))
        .startsWith(FOLDER + "a/media/thumbnails/2.jpg?");
  }

  @Test
  void anUploadIsOneObjectAndIsSavedUnderItsTitle() throws Exception {
    library.recording(
        "a",
        "anna",
        NOON,
        "s3KeyPrefix=",
        "mediaPath=",
        "s3ObjectKey=recordings/r/a b.mp4",
        "title=Läufe: 1/2");
    var object = "https://media.example.com/media/example-recordings/recordings/r/a%20b.mp4";

    for (var path : List.of("recording", "recording.mp4")) {
      var played = play(path).headers().get("location");
      var saved = play(token(Purpose.DOWNLOAD, Audience.OWNER), path).headers().get("location");

      assertThat(played).startsWith(object + "?Policy=");
      assertThat(CdnKey.statement(CdnKey.policy(played)).path("Resource").asText())
          .isEqualTo(object);
      var resource = CdnKey.statement(CdnKey.policy(saved)).path("Resource").asText();
      assertThat(saved).startsWith(resource + "&Policy=");
      assertThat(URLDecoder.decode(resource, StandardCharsets.UTF_8))
          .endsWith(
              "?response-content-disposition=attachment; filename=\"L_ufe_ 1_2.mp4\";"
                  + " filename*=UTF-8''L%C3%A4ufe_%201_2.mp4");
    }
    assertThat(play(MASTER).status()).isEqualTo(404);
  }

  @Test
  void theOwnersAddressPlays() throws Exception {
    var url =
        library
            .ask("POST /v1/recordings/{id}/playback")
            .id("a")
            .by(ANNA)
            .json()
            .path("url")
            .asText();

    assertThat(play(url.split("/")[4], MASTER).status()).isEqualTo(200);
  }
}
