package ivs.recordings.local.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.secrets.CdnKeyPair;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Checks the query of a signed URL as CloudFront does where the policy is a custom one.
///
/// @param key the one key that is trusted
record SignedUrlCheck(Supplier<CdnKeyPair> key, Clock clock) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String POLICY = "Policy";
  private static final String SIGNATURE = "Signature";
  private static final String KEY_PAIR_ID = "Key-Pair-Id";
  private static final String HASH_ALGORITHM = "Hash-Algorithm";
  private static final Set<String> SIGNED = Set.of(POLICY, SIGNATURE, KEY_PAIR_ID, HASH_ALGORITHM);

  /// What CloudFront hashes with, by the value of `Hash-Algorithm`; without one it is SHA-1.
  private static final Map<String, String> ALGORITHMS =
      Map.of("", "SHA1withECDSA", "SHA1", "SHA1withECDSA", "SHA256", "SHA256withECDSA");

  private static final String EPOCH_TIME = "AWS:EpochTime";
  private static final String SOURCE_IP = "AWS:SourceIp";
  private static final String ANY_ADDRESS = "0.0.0.0/0";

  /// Why a URL is refused, in CloudFront's words.
  enum Refusal {
    MISSING_KEY("MissingKey", "Missing Key-Pair-Id query parameter or cookie value"),
    UNKNOWN_KEY("InvalidKey", "Unknown Key"),
    MALFORMED_POLICY("MalformedPolicy", "Malformed Policy"),
    DENIED("AccessDenied", "Access denied");

    private final String code;
    private final String message;

    Refusal(String code, String message) {
      this.code = code;
      this.message = message;
    }

    String code() {
      return code;
    }

    String message() {
      return message;
    }
  }

  /// Empty if the URL may be read now.
  ///
  /// @param url scheme, host and path as the client sent them
  /// @param query not decoded
  Optional<Refusal> refusal(String url, String query) {
    var signed = new HashMap<String, String>();
    for (var parameter : query.split("&", -1)) {
      var parts = parameter.split("=", 2);
      if (SIGNED.contains(parts[0])
          && (parts.length < 2 || signed.put(parts[0], parts[1]) != null)) {
        return Optional.of(Refusal.DENIED);
      }
    }
    if (signed.getOrDefault(KEY_PAIR_ID, "").isEmpty()) {
      return Optional.of(Refusal.MISSING_KEY);
    }
    var trusted = key.get();
    if (!trusted.keyPairId().equals(signed.get(KEY_PAIR_ID))) {
      return Optional.of(Refusal.UNKNOWN_KEY);
    }
    var policy = bytes(signed.getOrDefault(POLICY, ""));
    var signature = bytes(signed.getOrDefault(SIGNATURE, ""));
    var algorithm = Optional.ofNullable(ALGORITHMS.get(signed.getOrDefault(HASH_ALGORITHM, "")));
    if (policy.isEmpty()
        || signature.isEmpty()
        || algorithm.isEmpty()
        || !isSigned(trusted, algorithm.get(), policy.get(), signature.get())) {
      return Optional.of(Refusal.DENIED);
    }
    return refusalOfPolicy(policy.get(), url + unsigned(query));
  }

  /// CloudFront compares the resource with the URL without the parameters of the signature.
  private static String unsigned(String query) {
    var rest =
        Arrays.stream(query.split("&", -1))
            .filter(parameter -> !SIGNED.contains(parameter.split("=", 2)[0]))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? "" : "?" + rest;
  }

  private Optional<Refusal> refusalOfPolicy(byte[] policy, String url) {
    JsonNode statements;
    try {
      statements = JSON.readTree(new String(policy, StandardCharsets.UTF_8)).path("Statement");
    } catch (JsonProcessingException notJson) {
      return Optional.of(Refusal.MALFORMED_POLICY);
    }
    var resource = statements.path(0).path("Resource");
    var conditions = statements.path(0).path("Condition");
    if (statements.size() != 1
        || !resource.isTextual()
        || !conditions.at("/DateLessThan/" + EPOCH_TIME).isIntegralNumber()) {
      return Optional.of(Refusal.MALFORMED_POLICY);
    }
    var now = clock.instant().getEpochSecond();
    var holds =
        conditions.properties().stream()
            .allMatch(condition -> holds(condition.getKey(), condition.getValue(), now));
    return holds && wildcards(resource.textValue()).matcher(url).matches()
        ? Optional.empty()
        : Optional.of(Refusal.DENIED);
  }

  /// A condition that is not understood never holds.
  private static boolean holds(String name, JsonNode condition, long now) {
    return switch (name) {
      case "DateLessThan" -> now < condition.path(EPOCH_TIME).longValue();
      case "DateGreaterThan" ->
          condition.path(EPOCH_TIME).isIntegralNumber()
              && now > condition.path(EPOCH_TIME).longValue();
      case "IpAddress" -> condition.path(SOURCE_IP).asText().equals(ANY_ADDRESS);
      default -> false;
    };
  }

  /// `*` stands for any characters and `?` for one.
  private static Pattern wildcards(String resource) {
    var pattern =
        resource
            .chars()
            .mapToObj(Character::toString)
            .map(each ->
                switch (each) {
                  case "*" -> ".*";
                  case "?" -> ".";
                  default -> Pattern.quote(each);
                })
            .collect(Collectors.joining());
    return Pattern.compile(pattern, Pattern.DOTALL);
  }

  private static boolean isSigned(
      CdnKeyPair trusted, String algorithm, byte[] policy, byte[] signature) {
    try {
      var check = Signature.getInstance(algorithm);
      check.initVerify(trusted.publicKey());
      check.update(policy);
      return check.verify(signature);
    } catch (GeneralSecurityException notEncodedAsOne) {
      return false;
    }
  }

  /// CloudFront writes `-`, `_` and `~` in place of `+`, `=` and `/`.
  private static Optional<byte[]> bytes(String text) {
    try {
      var standard =
          URLDecoder.decode(text, StandardCharsets.UTF_8)
              .replace('-', '+')
              .replace('_', '=')
              .replace('~', '/');
      return Optional.of(standard)
          .filter(some -> !some.isEmpty())
          .map(some -> Base64.getDecoder().decode(some));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
