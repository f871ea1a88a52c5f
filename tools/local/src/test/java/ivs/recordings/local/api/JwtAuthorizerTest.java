package ivs.recordings.local.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class JwtAuthorizerTest {
  @RegisterExtension static final ServedApi API = new ServedApi();

  private static final Instant NOW = Instant.now();

  static Stream<Arguments> hostile() throws Exception {
    var key = API.key().key();
    var good = API.claims().build();
    var stranger = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
    var parts = API.token().split("\\.");
    var operator = API.claims().claim("role", "operator").build().toString();
    return Stream.of(
        arguments("nothing", ""),
        arguments("no token", "Bearer "),
        arguments("no JWT", "Bearer token"),
        arguments("two tokens", "Bearer " + API.token() + "," + API.token()),
        arguments("another scheme", "Basic " + API.token()),
        arguments("unsigned", bearer(new PlainJWT(good).serialize())),
        arguments("without its signature", bearer(parts[0] + "." + parts[1] + ".")),
        arguments("with other claims", bearer(parts[0] + "." + encoded(operator) + "." + parts[2])),
        arguments("signed by another key", bearer(signed(stranger, JWSAlgorithm.RS256, good))),
        arguments("with an unknown key id", bearer(signed(renamed(key), JWSAlgorithm.RS256, good))),
        arguments("signed with RS512", bearer(signed(key, JWSAlgorithm.RS512, good))),
        arguments("signed with PS256", bearer(signed(key, JWSAlgorithm.PS256, good))),
        arguments("signed with the public key as a password", bearer(confused(key, good))),
        arguments("of another issuer", of(API.claims().issuer("https://evil.example"))),
        arguments("without an issuer", of(API.claims().issuer(null))),
        arguments("for another audience", of(API.claims().audience("other"))),
        arguments("for no audience", of(API.claims().audience((String) null))),
        arguments(
            "for another audience, by the right client",
            of(API.claims().audience("other").claim("client_id", ServedApi.AUDIENCE))),
        arguments("expired", of(API.claims().expirationTime(Date.from(NOW.minusSeconds(1))))),
        arguments("without an end", of(API.claims().expirationTime(null))),
        arguments("with a text for its end", bearer(json("{\"exp\":\"9999999999\"}"))),
        arguments("not valid yet", of(API.claims().notBeforeTime(Date.from(NOW.plusSeconds(60))))),
        arguments("issued later", of(API.claims().issueTime(Date.from(NOW.plusSeconds(60))))),
        arguments("with a claim twice", bearer(json("{\"iss\":\"a\",\"iss\":\"b\"}"))),
        arguments("without claims", bearer(json("[]"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void aTokenThatIsNotForUsIs401(String kind, String authorization) throws Exception {
    var answer =
        API.send(API.request("/v1/recordings").header("Authorization", authorization).GET());

    assertThat(answer.statusCode()).as(kind).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
    assertThat(answer.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
  }

  @Test
  void aTokenOfOursPassesInEveryFormThatApiGatewayTakes() throws Exception {
    var byClient = API.claims().audience((String) null).claim("client_id", ServedApi.AUDIENCE);
    var several = API.claims().audience(List.of("other", ServedApi.AUDIENCE));

    for (var header :
        List.of(
            API.token(), bearer(API.token()), "bearer " + API.token(), of(byClient), of(several))) {
      var request = API.request("/v1/recordings").header("Authorization", header).GET();
      assertThat(API.send(request).statusCode()).isEqualTo(200);
    }
    assertThat(API.send(API.request("/v1/recordings").GET()).statusCode()).isEqualTo(401);
  }

  @Test
  void claimsReachTheFunctionAsTexts() throws Exception {
    var token = of(API.claims().claim("groups", List.of("a", "b")).claim("admin", true));

    var answer = API.send(API.request("/v1/recordings").header("Authorization", token).GET());

    var claims =
        JsonMapper.builder()
            .build()
            .readTree(answer.body())
            .at("/requestContext/authorizer/jwt/claims");
    assertThat(claims.path("groups").textValue()).isEqualTo("[a b]");
    assertThat(claims.path("admin").textValue()).isEqualTo("true");
    assertThat(claims.path("exp").textValue()).matches("[0-9]{10}");
    assertThat(claims.path("sub").textValue()).isEqualTo("anna");
  }

  @Test
  void theKeysAreWhereTheIssuerSaysAndHoldNothingPrivate() throws Exception {
    var json = JsonMapper.builder().build();
    var about = json.readTree(API.send(API.request("/.well-known/openid-configuration")).body());
    assertThat(about.path("issuer").asText()).isEqualTo(API.address().toString());
    var path = about.path("jwks_uri").asText().replace(API.address().toString(), "");

    var keys = JWKSet.parse(API.send(API.request(path)).body());

    var token = SignedJWT.parse(API.token());
    var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
    assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(keys.getKeys()).noneMatch(each -> each.isPrivate());
  }

  private static String of(JWTClaimsSet.Builder claims) {
    return bearer(API.key().sign(claims.build()));
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
  }

  private static RSAKey renamed(RSAKey key) {
    return new RSAKey.Builder(key).keyID("unknown").build();
  }

  private static String signed(RSAKey key, JWSAlgorithm algorithm, JWTClaimsSet claims)
      throws Exception {
    var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
    var token = new SignedJWT(header, claims);
    token.sign(new RSASSASigner(new RSAKey.Builder(key).algorithm(null).build()));
    return token.serialize();
  }

  /// What a library accepts that takes the algorithm from the token: the public key, which everyone
  /// knows, used as the password of HS256.
  private static String confused(RSAKey key, JWTClaimsSet claims) throws Exception {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();
    var token = new SignedJWT(header, claims);
    token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    return token.serialize();
  }

  private static String json(String payload) throws Exception {
    var key = API.key().key();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    var token = new JWSObject(header, new Payload(payload));
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }
}
