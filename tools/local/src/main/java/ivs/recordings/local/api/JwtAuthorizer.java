package ivs.recordings.local.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import ivs.recordings.local.secrets.TokenKey;
import java.text.ParseException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Checks tokens in the steps of API Gateway's JWT authorizer: algorithm, signature, `iss`, `aud`
/// or `client_id`, `exp`, `nbf` and `iat`, without tolerance for clocks that differ.
public final class JwtAuthorizer {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Pattern BEARER =
      Pattern.compile("(?:Bearer +)?(\\S+)", Pattern.CASE_INSENSITIVE);

  private final ApiDefinition.Authorizer authorizer;
  private final Supplier<TokenKey> key;
  private final Clock clock;

  /// @param key the issuer's key
  public JwtAuthorizer(ApiDefinition.Authorizer authorizer, Supplier<TokenKey> key, Clock clock) {
    this.authorizer = authorizer;
    this.key = key;
    this.clock = clock;
  }

  /// What the authorizer decides.
  public sealed interface Decision {}

  /// The request passes.
  ///
  /// @param claims as API Gateway hands them on: every value is a text
  public record Granted(Map<String, String> claims) implements Decision {
    /// Claims keep the order of the token.
    public Granted {
      claims = new LinkedHashMap<>(claims);
    }
  }

  /// The request is answered 401.
  ///
  /// @param reason for the `WWW-Authenticate` header; empty where there was no token at all
  public record Denied(Optional<String> reason) implements Decision {}

  /// Decides about the value of an `Authorization` header.
  public Decision decide(Optional<String> header) {
    if (header.isEmpty()) {
      return new Denied(Optional.empty());
    }
    var bearer = BEARER.matcher(header.get().strip());
    return bearer.matches() ? decide(bearer.group(1)) : denied("the header is no bearer token");
  }

  private Decision decide(String token) {
    JWSObject signed;
    JsonNode claims;
    try {
      signed = JWSObject.parse(token);
      claims = JSON.readTree(signed.getPayload().toString());
    } catch (ParseException | JsonProcessingException malformed) {
      return denied("the token is malformed");
    }
    if (!JWSAlgorithm.RS256.equals(signed.getHeader().getAlgorithm())) {
      return denied("the algorithm is not RS256");
    }
    if (!isSigned(signed)) {
      return denied("the signature is not of the issuer");
    }
    return claims.isObject() ? decide(claims) : denied("the token has no claims");
  }

  private boolean isSigned(JWSObject token) {
    var issuer = key.get().key();
    if (!issuer.getKeyID().equals(token.getHeader().getKeyID())) {
      return false;
    }
    try {
      return token.verify(new RSASSAVerifier(issuer));
    } catch (JOSEException unfit) {
      return false;
    }
  }

  private Decision decide(JsonNode claims) {
    if (!authorizer.issuer().equals(claims.path("iss").textValue())) {
      return denied("the issuer is another");
    }
    // `client_id` counts only where there is no `aud`.
    var audience = claims.has("aud") ? claims.path("aud") : claims.path("client_id");
    if (texts(audience).noneMatch(authorizer.audience()::contains)) {
      return denied("the audience is another");
    }
    var now = clock.millis() / 1_000.0;
    if (!claims.path("exp").isNumber() || claims.path("exp").asDouble() <= now) {
      return denied("the token has expired");
    }
    for (var notBefore : List.of("nbf", "iat")) {
      var time = claims.path(notBefore);
      if (!time.isMissingNode() && (!time.isNumber() || time.asDouble() > now)) {
        return denied("the token is not yet valid");
      }
    }
    var handedOn = new LinkedHashMap<String, String>();
    claims.properties().forEach(claim -> handedOn.put(claim.getKey(), text(claim.getValue())));
    return new Granted(handedOn);
  }

  private static Stream<String> texts(JsonNode oneOrMany) {
    var values = oneOrMany.isArray() ? oneOrMany : JSON.createArrayNode().add(oneOrMany);
    return StreamSupport.stream(values.spliterator(), false)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }

  /// API Gateway writes `["a", "b"]` as `[a b]`.
  private static String text(JsonNode claim) {
    if (claim.isArray()) {
      return StreamSupport.stream(claim.spliterator(), false)
          .map(JwtAuthorizer::text)
          .collect(Collectors.joining(" ", "[", "]"));
    }
    return claim.isObject() ? claim.toString() : claim.asText();
  }

  private static Denied denied(String reason) {
    return new Denied(Optional.of(reason));
  }
}
