package ivs.recordings.model.playback;

import ivs.recordings.model.recording.Bucket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The path of a media URL, `/media/{bucket}/{key}`.
///
/// @param key as S3 has it, not encoded
public record MediaPath(Bucket bucket, String key) {
  /// What every media path begins with.
  public static final String ROOT = "/media/";

  /// S3 keys hold 1,024 bytes of UTF-8.
  private static final int LONGEST = 1024;

  /// Refused before anything is decoded: what a proxy, a cache or an object store may decode once
  /// more or once less than the check of a signature, and so read as another path.
  private static final List<String> REFUSED = List.of("\\", "%2e", "%2f", "%5c");

  private static final String UNRESERVED = "-._~";

  public MediaPath {
    if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new IllegalArgumentException("a media path has a key of more than 1,024 bytes");
    }
    if (hasUnsoundSegment(key)
        || key.indexOf('\\') >= 0
        || !key.chars().allMatch(is -> is >= ' ')) {
      throw new IllegalArgumentException(
          "a media path has an empty segment, '.', '..', a backslash or a control character");
    }
  }

  /// The path as a client sent it, without its query. Empty where it is none, or may be read in
  /// more than one way: `.` and `..` segments, `//`, `\`, `%2e`, `%2f`, `%5c`, escapes that are
  /// incomplete, and bytes that are no UTF-8.
  public static Optional<MediaPath> of(String raw) {
    if (!raw.startsWith(ROOT) || isAmbiguous(raw)) {
      return Optional.empty();
    }
    var parts = raw.substring(ROOT.length()).split("/", 2);
    if (parts.length < 2 || hasUnsoundSegment(parts[1])) {
      return Optional.empty();
    }
    try {
      return decoded(parts[1]).map(key -> new MediaPath(new Bucket(parts[0]), key));
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  private static boolean isAmbiguous(String raw) {
    var lower = raw.toLowerCase(Locale.ROOT);
    return REFUSED.stream().anyMatch(lower::contains);
  }

  /// What a segment of a raw path names; empty where it is unsound.
  static Optional<String> decodedSegment(String raw) {
    return Optional.of(raw)
        .filter(segment -> !isAmbiguous(segment))
        .flatMap(MediaPath::decoded)
        .filter(segment -> !hasUnsoundSegment(segment) && isPrintable(segment));
  }

  private static boolean isPrintable(String text) {
    return text.indexOf('\\') < 0 && text.chars().allMatch(is -> is >= ' ');
  }

  private static boolean hasUnsoundSegment(String path) {
    return Stream.of(path.split("/", -1))
        .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /// A raw path holds printable ASCII; a query or a fragment is not a part of it.
  private static Optional<String> decoded(String text) {
    var bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char is = text.charAt(i);
      if (is <= ' ' || is > '~' || is == '?' || is == '#') {
        return Optional.empty();
      }
      if (is == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          return Optional.empty();
        }
        bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        bytes.put((byte) is);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  /// The path as it stands in URLs: everything but unreserved characters is escaped, so that a key
  /// never holds a wildcard of a policy, and no normalization of RFC 3986 changes it.
  public String encoded() {
    return ROOT + bucket.value() + "/" + encoded(key);
  }

  /// A key or a part of one as it stands in a URL; slashes stay.
  static String encoded(String key) {
    var text = new StringBuilder();
    for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
      char is = (char) (each & 0xff);
      if (isUnreserved(is) || is == '/') {
        text.append(is);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }

  /// A value as it stands in the query of a URL.
  public static String encodedValue(String value) {
    return encoded(value).replace("/", "%2F");
  }

  private static boolean isUnreserved(char is) {
    return (is >= 'a' && is <= 'z')
        || (is >= 'A' && is <= 'Z')
        || (is >= '0' && is <= '9')
        || UNRESERVED.indexOf(is) >= 0;
  }
}
