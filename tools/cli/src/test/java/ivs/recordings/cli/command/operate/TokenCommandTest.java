package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedSystem.class)
class TokenCommandTest {
  @Test
  void theTokenIsSignedWithTheLocalKeyAndSaysWhoseItIs(Operator operator) throws Exception {
    var before = Instant.now();
    var json = operator.json("token --subject anna --role operator --valid 90s");

    var token = SignedJWT.parse(json.path("token").asText());
    var api = operator.system().apiAddress();
    var keys = JWKSet.parse(get(api + "/.well-known/jwks.json", "").body());
    var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
    assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
    var claims = token.getJWTClaimsSet();
    assertThat(claims.getClaims().keySet())
        .containsExactlyInAnyOrder("iss", "aud", "sub", "role", "iat", "nbf", "exp", "jti");
    assertThat(claims.getIssuer()).isEqualTo(api.toString());
    assertThat(claims.getSubject()).isEqualTo("anna");
    assertThat(claims.getStringClaim("role")).isEqualTo("operator");
    assertThat(Duration.between(before, claims.getExpirationTime().toInstant()))
        .isBetween(Duration.ofSeconds(85), Duration.ofSeconds(95));
    assertThat(json.path("apiUrl").asText()).isEqualTo(api.toString());
  }

  @Test
  void theApiShowsACallerOwnRecordingsAndAnOperatorAll(Operator operator) throws Exception {
    var channel = operator.linked("tokens");
    operator.sendRecordingOf(channel);
    var url = operator.system().apiAddress() + "/v1/recordings/" + channel.recording(1);

    assertThat(get(url, token(operator, "tokens")).statusCode()).isEqualTo(200);
    assertThat(get(url, token(operator, "other")).statusCode()).isEqualTo(404);
    assertThat(get(url, token(operator, "other --role operator")).statusCode()).isEqualTo(200);
    assertThat(get(url, "").statusCode()).isEqualTo(401);
    assertThat(
            get(operator.system().apiAddress() + "/v1/recordings", token(operator, "tokens"))
                .body())
        .contains(channel.recording(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1d", "-1h", "h", "9999h", ""})
  void aTimeThatIsNoneIsNamed(String time) {
    var run = CommandLineRun.of("token", "--subject", "anna", "--valid", time);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains("is no time such as 90s, 15m or 8h, of at most 30 days");
  }

  @Test
  void aStackIsRefusedInOneLineWithoutACall() {
    var run = CommandLineRun.of("token", "--subject", "anna", "--stack", "prod");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.complaint()).contains("on AWS your identity provider issues tokens");
  }

  private static String token(Operator operator, String subject) {
    return operator.run("token --subject " + subject).out().strip();
  }

  private static HttpResponse<String> get(String url, String token) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}
