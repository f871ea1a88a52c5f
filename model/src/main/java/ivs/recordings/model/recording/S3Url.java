package ivs.recordings.model.recording;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an address of S3 names: an object, or the prefix that objects lie under.
public record S3Url(Bucket bucket, S3ObjectKey key) {
  private static final int LONGEST = 4096;
  private static final String BUCKET = "(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])";
  private static final String S3 =
      "s3(?:[.-](?:dualstack\\.)?[a-z]{2}(?:-[a-z]+)+-[0-9])?\\.amazonaws\\.com(?:\\.cn)?";

  private static final Pattern URI = Pattern.compile("s3://" + BUCKET + "/(?<key>[^?#]+)");
  private static final Pattern PATH_STYLE =
      Pattern.compile("https?://" + S3 + "/" + BUCKET + "/(?<key>[^?#]+)");
  private static final Pattern VIRTUAL_HOST =
      Pattern.compile("https?://" + BUCKET + "\\." + S3 + "/(?<key>[^?#]+)");

  /// An escape that is left after decoding would be one more level of escapes for whatever decodes
  /// once more.
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  /// Reads `https://BUCKET.s3.REGION.amazonaws.com/KEY`,
  /// `https://s3.REGION.amazonaws.com/BUCKET/KEY` (both also without the region) or
  /// `s3://BUCKET/KEY`. A port, a user, a query and a fragment are refused. The key of a web
  /// address is decoded once; a slash at the end is left out.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  public static S3Url of(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("the address is longer than " + LONGEST + " characters");
    }
    var url = withLowerCaseHost(text);
    var uri = URI.matcher(url);
    if (uri.matches()) {
      return of(uri, uri.group("key"));
    }
    for (var style : new Pattern[] {PATH_STYLE, VIRTUAL_HOST}) {
      var address = style.matcher(url);
      if (address.matches()) {
        return of(address, decoded(address.group("key")));
      }
    }
    throw new IllegalArgumentException(
        "it must be an address of an object in S3, such as"
            + " https://BUCKET.s3.REGION.amazonaws.com/KEY, without port, user, query and fragment");
  }

  private static S3Url of(Matcher address, String key) {
    if (ESCAPE.matcher(key).find()) {
      throw new IllegalArgumentException("its key is escaped twice");
    }
    return new S3Url(
        new Bucket(address.group("bucket")),
        new S3ObjectKey(key.endsWith("/") ? key.substring(0, key.length() - 1) : key));
  }

  /// Scheme and host have no case; a bucket has none but lower case.
  private static String withLowerCaseHost(String text) {
    int path = text.indexOf('/', Math.max(0, text.indexOf("://")) + 3);
    return path < 0
        ? text
        : text.substring(0, path).toLowerCase(Locale.ROOT) + text.substring(path);
  }

  private static String decoded(String raw) {
    var bytes = ByteBuffer.wrap(new byte[raw.getBytes(StandardCharsets.UTF_8).length]);
    int from = 0;
    for (int at = raw.indexOf('%'); at >= 0; at = raw.indexOf('%', from)) {
      bytes.put(raw.substring(from, at).getBytes(StandardCharsets.UTF_8));
      if (!ESCAPE.matcher(raw).region(at, Math.min(at + 3, raw.length())).matches()) {
        throw new IllegalArgumentException("its key has an incomplete escape");
      }
      bytes.put((byte) HexFormat.fromHexDigits(raw, at + 1, at + 3));
      from = at + 3;
    }
    bytes.put(raw.substring(from).getBytes(StandardCharsets.UTF_8));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new IllegalArgumentException("its key is no UTF-8", notUtf8);
    }
  }

  /// Whether it names a place or something below it: `a/b` and `a/b/c` lie in `a/b`, `a/bc` does
  /// not.
  public boolean liesIn(StorageLocation place) {
    var path =
        place.prefix().map(S3Prefix::value).or(() -> place.objectKey().map(S3ObjectKey::value));
    return place.bucket().filter(bucket::equals).isPresent()
        && path.filter(each -> key.value().equals(each) || key.value().startsWith(each + "/"))
            .isPresent();
  }
}
