package ivs.recordings.local.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/// The key pair of the local CDN. RecordingApi signs media URLs with the private half, which it
/// reads from Secrets Manager as on AWS; the server checks them with the public half.
///
/// @param keyPairId what CloudFront would call the public key
public record CdnKeyPair(String keyPairId, PublicKey publicKey) {
  /// What Secrets Manager calls it here.
  public static final String SECRET = "LocalCdnKey";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ALGORITHM = "EC";
  private static final String CURVE = "secp256r1";
  private static final int ID_DIGITS = 13;
  private static final int PEM_COLUMNS = 64;

  static String made() {
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(new ECGenParameterSpec(CURVE));
      var pair = generator.generateKeyPair();
      var encoded = pair.getPublic().getEncoded();
      var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
      return JSON.createObjectNode()
          .put("keyPairId", "K" + digest.substring(0, ID_DIGITS).toUpperCase(Locale.ROOT))
          .put("privateKey", pem("PRIVATE KEY", pair.getPrivate().getEncoded()))
          .put("publicKey", pem("PUBLIC KEY", encoded))
          .toString();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JVM has P-256", impossible);
    }
  }

  /// Reads a key pair.
  ///
  /// @param json the secret
  /// @throws IllegalArgumentException if it is none
  public static CdnKeyPair of(String json) {
    try {
      var secret = JSON.readTree(json);
      var body = secret.path("publicKey").asText().replaceAll("-----[A-Z ]+-----|\\s", "");
      var encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(body));
      return new CdnKeyPair(
          secret.path("keyPairId").asText(),
          KeyFactory.getInstance(ALGORITHM).generatePublic(encoded));
    } catch (JsonProcessingException | GeneralSecurityException unfit) {
      throw new IllegalArgumentException("it is no key pair of a CDN", unfit);
    }
  }

  private static String pem(String type, byte[] encoded) {
    var lines = Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, lines);
  }
}
