package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.store.LocalTables;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is given an address to play from, and the addresses that lists hold.
final class PlaybackRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  @RegisterExtension static final ServedPlaylists S3 = new ServedPlaylists();

  private static final String PLAY = "POST /v1/recordings/{id}/playback";
  private static final String DOWNLOAD = "POST /v1/recordings/{id}/download";
  private static final String URL = "https://media.example.com/play/[A-Za-z0-9_-]+/";

  private final ApiFixture library =
      new ApiFixture(LOCAL.dynamo(), ApiFixture.PLAYBACK, "the key of tests");

  @BeforeEach
  void aRecordingOfAnHour() {
    library.stream("st-anna", "anna", NOON);
    library.recording("a", "anna", NOON);
  }

  private Reply ask(String route, Map<String, String> claims) throws Exception {
    return library.ask(route).id("a").by(claims);
  }

  @Test
  void itsOwnerAndAnOperatorAreGivenAnAddressAndNoOther() throws Exception {
    var reply = ask(PLAY, ANNA);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("url").asText()).matches(URL + "master.m3u8");
    assertThat(reply.json().path("type").asText()).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(reply.json().path("expiresAt").asText()).isEqualTo("2026-11-20T14:00:00Z");
    assertThat(reply.headers()).containsEntry("cache-control", "no-store");
    assertThat(ask(PLAY, OPERATOR).status()).isEqualTo(200);
    for (var route : new String[] {PLAY, DOWNLOAD}) {
      assertThat(ask(route, BEN).status()).isEqualTo(404);
      assertThat(library.ask(route).id("none").by(ANNA).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "409, still-recording, availableAt=;recordingStatus=STARTED;endTime=",
    "409, processing, availableAt=",
    "409, not-playable, availableAt=;recordingStatus=FAILED",
    "409, not-playable, mediaPath=",
    "409, bucket-not-served, s3BucketName=another",
    "410, gone, retainUntil=2026-11-20T12:00:00Z",
    "410, gone, deletedAt=2026-11-20T11:00:00Z"
  })
  void whatCannotBePlayedSaysWhy(int status, String name, String row) throws Exception {
    library.recording("a", "anna", NOON, row.split(";"));

    var reply = ask(PLAY, ANNA);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("type").asText()).endsWith(":" + name);
    assertThat(views()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({
    "200, '', STANDARD, ''",
    "200, '', GLACIER_IR, ''",
    "409, archived, GLACIER, ''",
    "409, archived, DEEP_ARCHIVE, <IsRestoreInProgress>false</IsRestoreInProgress>",
    "409, restoring, GLACIER, <IsRestoreInProgress>true</IsRestoreInProgress>",
    "200, '', GLACIER, <RestoreExpiryDate>2026-12-21T00:00:00Z</RestoreExpiryDate>",
    "409, archived, GLACIER, <RestoreExpiryDate>2026-12-20T11:00:00Z</RestoreExpiryDate>"
  })
  void aRecordingWhoseSegmentsAreArchivedSaysWhetherTheyAreBeingRestored(
      int status, String name, String storageClass, String restore) throws Exception {
    var segment =
        "<StorageClass>%s</StorageClass><RestoreStatus>%s</RestoreStatus>"
            .formatted(storageClass, restore);
    S3.archive("<StorageClass>STANDARD</StorageClass>", segment);
    assertThat(ask(PLAY, ANNA).status()).as("too new to be archived").isEqualTo(200);
    library.clock.advance(Duration.ofDays(30));

    var reply = ask(PLAY, ANNA);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("type").asText()).endsWith(name);
  }

  @Test
  void withoutAnAddressOfTheStackThereIsNone() throws Exception {
    var silent = new ApiFixture(LOCAL.dynamo());

    var reply = silent.ask(PLAY).id("a").by(ANNA);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).endsWith(":playback-not-configured");
    var shown = silent.ask("GET /v1/recordings/{id}").id("a").by(ANNA).json();
    assertThat(shown.path("thumbnailUrl").isNull()).isTrue();
  }

  @Test
  void aViewIsCountedUnlessAnAddressIsRenewedAndNoVersionChanges() throws Exception {
    var before = library.row("StreamSession", "streamId", "st-anna").get("version");
    ask(PLAY, ANNA);
    ask(PLAY, OPERATOR);
    library.ask(PLAY).id("a").body("{\"renew\": false}").by(ANNA);

    var renewed = library.ask(PLAY).id("a").body("{\"renew\": true}").by(ANNA);

    assertThat(renewed.status()).isEqualTo(200);
    assertThat(views()).isEqualTo("3");
    assertThat(library.row("StreamSession", "streamId", "st-anna").get("version"))
        .isEqualTo(before);
    assertThat(library.ask(PLAY).id("a").body("{\"renew\": 1}").by(ANNA).status()).isEqualTo(400);
    assertThat(library.ask(PLAY).id("a").body("{\"more\": 1}").by(ANNA).status()).isEqualTo(400);
  }

  @Test
  void aViewOfNoStreamCreatesNone() throws Exception {
    library.recording("a", "anna", NOON, "streamSessionId=st-none");

    assertThat(ask(PLAY, ANNA).status()).isEqualTo(200);
    assertThat(library.row("StreamSession", "streamId", "st-none")).isEmpty();
  }

  private String views() {
    var views = library.row("StreamSession", "streamId", "st-anna").get("totalViews");
    return views == null ? "0" : views.n();
  }

  @Test
  void onlyWhatIsOneFileCanBeSaved() throws Exception {
    assertThat(ask(DOWNLOAD, ANNA).json().path("type").asText()).endsWith(":no-file");
    library.recording(
        "a", "anna", NOON, "s3KeyPrefix=", "s3ObjectKey=recordings/r/a.webm", "mediaPath=");

    var reply = ask(DOWNLOAD, ANNA);

    assertThat(reply.json().path("url").asText()).matches(URL + "recording");
    assertThat(reply.json().path("expiresAt").asText()).isEqualTo("2026-11-20T12:15:00Z");
    assertThat(ask(PLAY, ANNA).json().path("url").asText()).matches(URL + "recording");
    assertThat(ask(PLAY, ANNA).json().path("type").asText()).isEqualTo("video/webm");
  }

  @Test
  void noAddressOutlivesTheRecording() throws Exception {
    library.recording("a", "anna", NOON, "retainUntil=2026-11-20T12:10:00Z");

    assertThat(ask(PLAY, ANNA).json().path("expiresAt").asText()).isEqualTo("2026-11-20T12:10:00Z");
  }

  @Test
  void listsHoldAddressesThatStayTheSameForAnHour() throws Exception {
    library.recording("a", "anna", NOON, "s3BucketName=example-recordings");
    posters("a");
    library.clock.advance(Duration.ofSeconds(1));
    var first = shown();
    library.clock.advance(Duration.ofMinutes(59));

    assertThat(shown()).isEqualTo(first);
    assertThat(first[0]).matches(URL + "master.m3u8");
    assertThat(first[1]).isEqualTo(first[0]);
    assertThat(first[2]).matches(URL + "thumbnail");
    assertThat(first[3]).matches(URL + "thumbnail").isNotEqualTo(first[2]);
    library.clock.advance(Duration.ofMinutes(1));
    assertThat(shown()).isNotEqualTo(first);
    library.recording("a", "anna", NOON, "s3BucketName=another");
    posters("a");
    assertThat(shown()).containsOnly("null");
  }

  private void posters(String id) {
    Recordings.withPosters(LOCAL.dynamo(), id);
  }

  private String[] shown() throws Exception {
    var data =
        library.ask("GET /streams/{id}/recording").id("st-anna").publicly().json().path("data");
    var item = library.ask("GET /v1/recordings").by(ANNA).json().path("items").path(0);
    return new String[] {
      data.path("playbackUrl").asText(),
      data.path("recordingUrl").asText(),
      data.path("thumbnail").asText(),
      item.path("thumbnailUrl").asText()
    };
  }

  @Test
  void anUploadIsPlayedAsTheFileThatItIs() throws Exception {
    library.recording(
        "a", "anna", NOON, "s3KeyPrefix=", "s3ObjectKey=recordings/r/a.mp4", "mediaPath=");

    var shown = shown();

    assertThat(shown[0]).matches(URL + "recording");
    assertThat(shown[1]).matches(URL + "recording.mp4");
    assertThat(Instant.parse(ask(PLAY, ANNA).json().path("expiresAt").asText())).isAfter(NOON);
  }
}
