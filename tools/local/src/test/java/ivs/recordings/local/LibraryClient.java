package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import ivs.recordings.local.secrets.TokenKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// What apps do with the API of an embedded system.
///
/// @param system whose tokens are good for all the time that a test may play
record LibraryClient(EmbeddedSystem system) {
  static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofDays(400);

  HttpResponse<String> get(String caller, String path) throws Exception {
    return HTTP.send(request(caller, path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String caller, String path, String body) throws Exception {
    return HTTP.send(
        request(caller, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String caller, String path) {
    return HttpRequest.newBuilder(URI.create(system.apiAddress() + path))
        .header("Authorization", "Bearer " + token(caller));
  }

  private String token(String subject) {
    try (var secrets = AnyRequest.asks(system.endpoint(), SecretsManagerClient.builder())) {
      var key = secrets.getSecretValue(get -> get.secretId(TokenKey.SECRET)).secretString();
      return TokenKey.of(key)
          .sign(
              new JWTClaimsSet.Builder()
                  .issuer(system.apiAddress().toString())
                  .audience("ivs-recordings")
                  .subject(subject)
                  .expirationTime(Date.from(Instant.now().plus(LONG)))
                  .build());
    }
  }

  JsonNode awaitStatus(String caller, String id, String status) throws Exception {
    var until = Instant.now().plus(PATIENCE);
    while (true) {
      var recording = json(get(caller, "/v1/recordings/" + id), 200);
      if (recording.path("status").asText().equals(status)) {
        return recording;
      }
      assertThat(Instant.now()).as("%s", recording).isBefore(until);
      Thread.sleep(100);
    }
  }

  static JsonNode json(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  /// Puts a file to an address.
  ///
  /// @return the status of the answer
  static int put(String url, String type, byte[] file) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofByteArray(file))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  static byte[] bytes(String url) throws Exception {
    try (var http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      var answer =
          http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }
}
