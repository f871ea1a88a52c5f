package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.PlayableMedia;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;

/// Signs media URLs as CloudFront checks them: a custom policy and an ECDSA signature in the query.
/// It calls nothing; the key pair is read as the key of tokens is.
public final class MediaSigner {
  private static final CloudFrontUtilities CLOUDFRONT = CloudFrontUtilities.create();

  private final String publicUrl;
  private final SigningKey secret;
  private Optional<KeyPair> last = Optional.empty();

  private record KeyPair(String secret, String id, PrivateKey privateKey) {}

  /// Signs with a key pair that is read when it is needed.
  ///
  /// @param secret reads `{"keyPairId": "…", "privateKey": "-----BEGIN PRIVATE KEY-----…"}`
  public MediaSigner(String publicUrl, SigningKey secret) {
    this.publicUrl = publicUrl;
    this.secret = secret;
  }

  /// What the address of every file of a folder ends with.
  public String query(PlayableMedia.Folder folder, Instant expiresAt) {
    var url = base(folder);
    return query(signed(url, Optional.of(url + "*"), expiresAt));
  }

  /// What the address of every file of a folder begins with.
  public String base(PlayableMedia.Folder folder) {
    return publicUrl + folder.encoded();
  }

  /// The address of one object.
  ///
  /// @param disposition the header with which it is answered, if it is to be saved
  public String url(MediaPath path, Optional<String> disposition, Instant expiresAt) {
    var url = publicUrl + path.encoded();
    return signed(
        disposition
            .map(header -> url + "?response-content-disposition=" + MediaPath.encodedValue(header))
            .orElse(url),
        Optional.empty(),
        expiresAt);
  }

  private static String query(String url) {
    return url.substring(url.indexOf('?') + 1);
  }

  private String signed(String url, Optional<String> pattern, Instant expiresAt) {
    var pair = keyPair();
    var request =
        CustomSignerRequest.builder()
            .resourceUrl(url)
            .privateKey(pair.privateKey())
            .keyPairId(pair.id())
            .expirationDate(expiresAt);
    pattern.ifPresent(request::resourceUrlPattern);
    return CLOUDFRONT.getSignedUrlWithCustomPolicy(request.build()).url();
  }

  private synchronized KeyPair keyPair() {
    var text = secret.text();
    var pair = last.filter(known -> known.secret().equals(text)).orElseGet(() -> parsed(text));
    last = Optional.of(pair);
    return pair;
  }

  /// @throws IllegalStateException without a word of the secret
  private static KeyPair parsed(String text) {
    try {
      var json = JsonFields.parse("The secret", text).object();
      var pem = json.path("privateKey").asText();
      var id = json.path("keyPairId").asText();
      var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
      if (id.isEmpty()) {
        throw unsound();
      }
      return new KeyPair(text, id, key);
    } catch (UnsoundFieldException
        | InvalidKeySpecException
        | NoSuchAlgorithmException
        | IllegalArgumentException unsound) {
      throw unsound();
    }
  }

  private static IllegalStateException unsound() {
    return new IllegalStateException(
        "the secret of CDN_KEY_SECRET must be {\"keyPairId\": \"…\", \"privateKey\": \"…\"} with a"
            + " private key of P-256 in PEM (PKCS #8)");
  }
}
