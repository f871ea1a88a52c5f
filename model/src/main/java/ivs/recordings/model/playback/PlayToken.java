package ivs.recordings.model.playback;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.RecordingId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A grant as a part of a URL that only this program can write: base64url of purpose, audience,
/// time of expiry, stream and recording, and an HMAC-SHA256 over them. A grant of a whole stream
/// has no recording.
public final class PlayToken {
  private static final String ALGORITHM = "HmacSHA256";

  /// The cursors of lists are signed with the same secret. They begin what they sign with a length
  /// of four bytes, which would be 1.9 billion here, so neither is ever taken for the other.
  private static final byte[] DOMAIN = "play token 1".getBytes(StandardCharsets.US_ASCII);

  /// Half of the HMAC, the least that RFC 2104 recommends: 128 bits, in URLs that are short.
  private static final int SIGNATURE = 16;

  /// Purpose and audience, seconds, and the length of the stream's id.
  private static final int HEAD = 2 + Long.BYTES + 1;

  /// A recording id has 960 characters, a stream id 128, and base64 a third more.
  private static final int LONGEST = 1600;

  private PlayToken() {}

  /// What a token says.
  public sealed interface Verified {
    /// It grants this.
    record Valid(Grant grant) implements Verified {}

    /// It was a grant.
    record Expired() implements Verified {}

    /// It is none, or was changed.
    record Forged() implements Verified {}
  }

  /// The token of a grant: for the same grant and key always the same one.
  public static String signed(byte[] key, Grant grant) {
    var stream = grant.streamId().map(StreamId::value).orElse("").getBytes(StandardCharsets.UTF_8);
    var recording =
        grant.recordingId().map(RecordingId::value).orElse("").getBytes(StandardCharsets.UTF_8);
    var payload =
        ByteBuffer.allocate(HEAD + stream.length + recording.length)
            .put(code(grant.purpose()))
            .put(code(grant.audience()))
            .putLong(grant.expiresAt().getEpochSecond())
            .put((byte) stream.length)
            .put(stream)
            .put(recording)
            .array();
    return word(payload, signature(key, payload));
  }

  private static String word(byte[] payload, byte[] signature) {
    var all = ByteBuffer.allocate(payload.length + SIGNATURE).put(payload).put(signature).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /// What was signed.
  public static Verified verified(byte[] key, String word, Instant now) {
    if (word.length() > LONGEST) {
      return new Verified.Forged();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(word);
    } catch (IllegalArgumentException notBase64) {
      return new Verified.Forged();
    }
    if (bytes.length < HEAD + SIGNATURE) {
      return new Verified.Forged();
    }
    var payload = Arrays.copyOf(bytes, bytes.length - SIGNATURE);
    var given = Arrays.copyOfRange(bytes, payload.length, bytes.length);
    // One grant has one token: padding and bits that base64 does not use are refused as well.
    if (!MessageDigest.isEqual(signature(key, payload), given)
        || !word(payload, given).equals(word)) {
      return new Verified.Forged();
    }
    return grant(payload)
        .<Verified>map(grant ->
            now.isBefore(grant.expiresAt()) ? new Verified.Valid(grant) : new Verified.Expired())
        .orElseGet(Verified.Forged::new);
  }

  /// Empty where another version of this program has signed what this one does not read.
  private static Optional<Grant> grant(byte[] payload) {
    try {
      var buffer = ByteBuffer.wrap(payload);
      byte purpose = buffer.get();
      byte audience = buffer.get();
      var expiresAt = Instant.ofEpochSecond(buffer.getLong());
      var stream = new byte[Byte.toUnsignedInt(buffer.get())];
      buffer.get(stream);
      var recording = new byte[buffer.remaining()];
      buffer.get(recording);
      return Optional.of(
          new Grant(
              Optional.of(new String(recording, StandardCharsets.UTF_8))
                  .filter(id -> !id.isEmpty())
                  .map(RecordingId::new),
              Optional.of(new String(stream, StandardCharsets.UTF_8))
                  .filter(id -> !id.isEmpty())
                  .map(StreamId::new),
              Stream.of(Purpose.values())
                  .filter(known -> code(known) == purpose)
                  .findFirst()
                  .orElseThrow(IllegalArgumentException::new),
              Stream.of(Audience.values())
                  .filter(known -> code(known) == audience)
                  .findFirst()
                  .orElseThrow(IllegalArgumentException::new),
              expiresAt));
    } catch (IllegalArgumentException | BufferUnderflowException unknown) {
      return Optional.empty();
    }
  }

  private static byte code(Purpose purpose) {
    return switch (purpose) {
      case PLAY -> 'p';
      case THUMBNAIL -> 't';
      case DOWNLOAD -> 'd';
    };
  }

  private static byte code(Audience audience) {
    return switch (audience) {
      case PUBLIC -> 'p';
      case OWNER -> 'o';
    };
  }

  private static byte[] signature(byte[] key, byte[] payload) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(DOMAIN);
      return Arrays.copyOf(mac.doFinal(payload), SIGNATURE);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
