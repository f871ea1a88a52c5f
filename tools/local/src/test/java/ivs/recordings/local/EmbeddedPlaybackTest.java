package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.secrets.TokenKey;
import ivs.recordings.local.template.ProjectTemplate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// What a player does with the address of a recording: from the API over playlists to media.
final class EmbeddedPlaybackTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern URI_ATTRIBUTE = Pattern.compile("URI=\"([^\"]+)\"");
  private static final String LANDSCAPE = "Lw8nXq4TzK2s";
  private static final String PORTRAIT = "Pm3kRv7YbD9x";
  private static final String BUCKET = "example-recordings";
  private static final String FOLDER = "/hN4sWq8TzLc2/";
  private static final int MOST_FILES = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final CloseableStack RUNNING = new CloseableStack();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String PARTICIPANT =
      "tM5rKw9XbQ3d/st-1Kq8TzWn4vLx2/bN7xQw2LkR9v/2026-09-14T10-00-03Z";
  private static final String COMPOSITION = "qE8wLn3ZkT6x/mR7xPq3LsV9t/d5Kz8WnB2yQf/composite";

  private static EmbeddedSystem system;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    var options = new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of());
    system = RUNNING.add(EmbeddedSystem.start(options), EmbeddedSystem::close);
    token = operatorToken();
    try (var player = new TestEventPlayer(system);
        var s3 = AnyRequest.asks(system.endpoint(), S3Client.builder().forcePathStyle(true))) {
      putSegments(s3, PARTICIPANT + "/media/hls/high/");
      putSegments(s3, COMPOSITION + "/media/hls/160p30-rQ7nXw2TzL9k/");
      player.linkProfiles();
      for (var file :
          List.of(
              "playable-landscape.json",
              "playable-portrait.json",
              "participant-recording.json",
              "composition.json")) {
        player.play(TestEventPlayer.file(file).events());
      }
    }
  }

  /// The samples of stages lack what their playlists name; nothing here looks into it.
  private static void putSegments(S3Client s3, String folder) {
    var playlist =
        s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(folder + "playlist.m3u8")).asUtf8String();
    for (var uri : uris(playlist)) {
      s3.putObject(put -> put.bucket(BUCKET).key(folder + uri), RequestBody.fromString(uri));
    }
  }

  @AfterAll
  static void stop() {
    HTTP.close();
    RUNNING.close();
  }

  @Test
  void everyUriThatOneGrantReachesIsServedAndNothingElse() throws Exception {
    var grant = playback(LANDSCAPE);
    var media = reachable(grant);
    var other = query(reachable(playback(PORTRAIT)).getFirst());

    assertThat(media)
        .hasSizeGreaterThan(5)
        .allMatch(url -> url.startsWith(system.apiAddress() + "/media/example-recordings/"));
    for (var url : media) {
      var plain = url.substring(0, url.indexOf('?'));
      assertThat(status(url)).as(url).isEqualTo(200);
      assertThat(status(plain)).isEqualTo(403);
      assertThat(status(plain + other)).isEqualTo(403);
    }
    var sibling = media.getFirst().replace(FOLDER, "/hN4sWq8TzLc2-2/");
    assertThat(status(sibling)).isEqualTo(403);
    assertThat(status(media.getFirst().replace(FOLDER, FOLDER + "%2e%2e/"))).isEqualTo(403);
    assertThat(status(grant.replace("/play/", "/play/x"))).isEqualTo(404);
  }

  /// A participant's segments are parts of an MP4, whose beginning `EXT-X-MAP` names.
  @ParameterizedTest
  @CsvSource({
    "participant:example-recordings/" + PARTICIPANT + ", /init.mp4",
    "composition:mR7xPq3LsV9t, /0.ts"
  })
  void everyLayoutOfStagesIsReached(String id, String file) throws Exception {
    awaitAvailable(id);

    var media = reachable(playback(id.replace('/', '~')));

    assertThat(media).anyMatch(url -> url.contains(file + "?Policy="));
    for (var url : media) {
      assertThat(status(url)).as(url).isEqualTo(200);
      assertThat(status(url.substring(0, url.indexOf('?')))).isEqualTo(403);
    }
  }

  private static void awaitAvailable(String id) throws Exception {
    var path = "/v1/recordings/" + id.replace('/', '~');
    var until = Instant.now().plus(PATIENCE);
    while (!JSON.readTree(get(path).body()).path("status").asText().equals("AVAILABLE")) {
      assertThat(Instant.now()).as(path).isBefore(until);
      Thread.sleep(100);
    }
  }

  @Test
  void thePosterOfARecordingIsOneObject() throws Exception {
    var recording = JSON.readTree(get("/v1/recordings/" + LANDSCAPE).body());
    var address = recording.path("thumbnailUrl").asText();

    var redirect = HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), text());

    assertThat(redirect.statusCode()).isEqualTo(302);
    var poster = redirect.headers().firstValue("location").orElseThrow();
    var answer = HTTP.send(HttpRequest.newBuilder(URI.create(poster)).build(), text());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("image/jpeg");
    assertThat(status(poster.replaceFirst("thumb[0-9]*\\.jpg", "other.jpg"))).isEqualTo(403);
  }

  /// The media URLs below an address: its playlists are followed, and what they name is collected.
  private static List<String> reachable(String grant) throws Exception {
    var media = new ArrayList<String>();
    var seen = new HashSet<String>();
    var playlists = new ArrayDeque<>(List.of(grant));
    while (!playlists.isEmpty() && seen.size() < MOST_FILES) {
      var from = URI.create(playlists.remove());
      var playlist = HTTP.send(HttpRequest.newBuilder(from).build(), text());
      assertThat(playlist.statusCode()).as("%s", from).isEqualTo(200);
      assertThat(playlist.body()).startsWith("#EXTM3U");
      for (var uri : uris(playlist.body())) {
        var url = from.resolve(uri).toString();
        if (!seen.add(url)) {
          continue;
        }
        if (url.startsWith(system.apiAddress() + "/play/")) {
          playlists.add(url);
        } else {
          media.add(url);
        }
      }
    }
    return media;
  }

  private static List<String> uris(String playlist) {
    var uris = new ArrayList<String>();
    for (var line : playlist.lines().toList()) {
      var attribute = URI_ATTRIBUTE.matcher(line);
      if (line.startsWith("#")) {
        attribute.results().forEach(found -> uris.add(found.group(1)));
      } else if (!line.isBlank()) {
        uris.add(line);
      }
    }
    return uris;
  }

  private static String query(String url) {
    return url.substring(url.indexOf('?'));
  }

  private static String playback(String recording) throws Exception {
    var path = "/v1/recordings/%s/playback".formatted(recording);
    var answer = HTTP.send(request(path).POST(BodyPublishers.noBody()).build(), text());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode grant = JSON.readTree(answer.body());
    assertThat(Instant.parse(grant.path("expiresAt").asText()))
        .isAfter(Instant.now().plus(Duration.ofMinutes(119)));
    return grant.path("url").asText();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(request(path).build(), text());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(system.apiAddress() + path))
        .header("Authorization", "Bearer " + token);
  }

  private static int status(String url) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString();
  }

  private static String operatorToken() {
    try (var secrets = AnyRequest.asks(system.endpoint(), SecretsManagerClient.builder())) {
      var key = secrets.getSecretValue(get -> get.secretId(TokenKey.SECRET)).secretString();
      return TokenKey.of(key)
          .sign(
              new JWTClaimsSet.Builder()
                  .issuer(system.apiAddress().toString())
                  .audience("ivs-recordings")
                  .subject("olga")
                  .claim("role", "operator")
                  .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                  .build());
    }
  }
}
