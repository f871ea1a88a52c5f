package ivs.recordings.handler.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The key pair of a CDN, and what the CDN lets pass of it.
final class CdnKey {
  static final String NAME = "CdnKey";

  private static final KeyPair PAIR = pair();

  static final String SECRET =
      "{\"keyPairId\": \"K2EXAMPLE\", \"privateKey\": \"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n\"}"
          .formatted(Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded()));

  private CdnKey() {}

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has P-256", e);
    }
  }

  /// The policy of a signed URL, byte for byte, once its signature was verified.
  static String policy(String url) throws GeneralSecurityException {
    var query =
        Arrays.stream(url.substring(url.indexOf('?') + 1).split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertThat(query).containsEntry("Key-Pair-Id", "K2EXAMPLE");
    var policy = bytes(query, "Policy");
    var check = Signature.getInstance("SHA1withECDSA");
    check.initVerify(PAIR.getPublic());
    check.update(policy);
    assertThat(check.verify(bytes(query, "Signature"))).isTrue();
    return new String(policy, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Map<String, String> query, String name) {
    return Base64.getDecoder()
        .decode(query.get(name).replace('-', '+').replace('_', '=').replace('~', '/'));
  }

  /// What a policy is of, and until when.
  static JsonNode statement(String policy) throws IOException {
    return new ObjectMapper().readTree(policy).path("Statement").path(0);
  }

  /// Whether a signed URL opens an address.
  static boolean opens(String signed, String address) throws GeneralSecurityException, IOException {
    var resource = statement(policy(signed)).path("Resource").asText();
    var pattern =
        Arrays.stream(resource.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return address.matches(pattern);
  }
}
