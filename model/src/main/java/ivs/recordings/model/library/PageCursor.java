package ivs.recordings.model.library;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Where a list goes on, as a word that only this program can write: base64url of a time of expiry,
/// a position, and an HMAC-SHA256 over both and over the list that they belong to.
///
/// @param position the sort key behind which the next page begins
/// @param expiresAt the first moment at which it is no longer taken
public record PageCursor(String position, Instant expiresAt) {
  public static final Duration LIFETIME = Duration.ofHours(24);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIGNATURE = 32;

  /// A sort key holds 1,024 bytes; the rest is time and signature.
  private static final int LONGEST = 2048;

  /// As a client gets it.
  ///
  /// @param list what it is bound to: viewer, filter and order
  public String signed(byte[] key, String list) {
    var text = position.getBytes(StandardCharsets.UTF_8);
    var payload =
        ByteBuffer.allocate(Long.BYTES + text.length)
            .putLong(expiresAt.getEpochSecond())
            .put(text)
            .array();
    var word = ByteBuffer.allocate(payload.length + SIGNATURE);
    word.put(payload).put(signature(key, list, payload));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(word.array());
  }

  /// What was signed; empty where it was changed, has expired, or belongs to another list.
  public static Optional<PageCursor> verified(byte[] key, String list, String word, Instant now) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(word);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length < Long.BYTES + SIGNATURE) {
      return Optional.empty();
    }
    var payload = Arrays.copyOf(bytes, bytes.length - SIGNATURE);
    var given = Arrays.copyOfRange(bytes, payload.length, bytes.length);
    if (!MessageDigest.isEqual(signature(key, list, payload), given)) {
      return Optional.empty();
    }
    var position =
        new String(payload, Long.BYTES, payload.length - Long.BYTES, StandardCharsets.UTF_8);
    return Optional.of(
            new PageCursor(position, Instant.ofEpochSecond(ByteBuffer.wrap(payload).getLong())))
        .filter(cursor -> now.isBefore(cursor.expiresAt()));
  }

  /// The list comes first with its length, so that no other split of the bytes has this signature.
  private static byte[] signature(byte[] key, String list, byte[] payload) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      var bound = list.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bound.length).array());
      mac.update(bound);
      return mac.doFinal(payload);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
