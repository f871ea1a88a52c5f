package ivs.recordings.model.playback;

import ivs.recordings.model.event.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The header by which a browser saves a file under a name (RFC 6266, RFC 8187), whatever the name
/// is made of.
public final class ContentDisposition {
  private static final int LONGEST = 120;

  /// What names of files cannot hold on one system or another, or mean something in a header.
  private static final String REPLACED = "/\\:*?\"<>|%;";

  /// What RFC 8187 takes as it is, beside letters and digits.
  private static final String PLAIN = "!#$&+-.^_`|~";

  private static final String EXTENSION = "\\.[A-Za-z0-9]{1,10}";

  private ContentDisposition() {}

  /// To save a file.
  ///
  /// @param name what the file is about; controls, line breaks and what turns a text around are
  ///   left out
  /// @param extension such as `.mp4`; one that is not made of letters and digits is left out
  public static String attachment(String name, String extension) {
    var full = fileName(name, extension.matches(EXTENSION) ? extension : "");
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(ascii(full), encoded(full));
  }

  private static String fileName(String name, String extension) {
    var clean =
        name.codePoints()
            .filter(ContentDisposition::isVisible)
            .map(is -> REPLACED.indexOf(is) >= 0 ? '_' : is)
            .limit(LONGEST)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    var stem =
        clean.regionMatches(
                true, clean.length() - extension.length(), extension, 0, extension.length())
            ? clean.substring(0, clean.length() - extension.length())
            : clean;
    // A name that begins with a dot is hidden, and one that ends with a dot is not taken
    // everywhere.
    var bare = stem.replaceAll("^[. ]+|[. ]+$", "");
    return (bare.isEmpty() ? "recording" : bare) + extension;
  }

  /// Joiners stay, for words of many scripts and emoji need them.
  private static boolean isVisible(int is) {
    return is == '\u200c' || is == '\u200d' || SafeText.isPrintable(is);
  }

  /// For clients that do not know RFC 8187.
  private static String ascii(String name) {
    return name.codePoints()
        .map(is -> is >= ' ' && is <= '~' ? is : '_')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String encoded(String name) {
    var text = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char is = (char) (each & 0xff);
      if (is < 0x80 && (isLetterOrDigit(is) || PLAIN.indexOf(is) >= 0)) {
        text.append(is);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }

  private static boolean isLetterOrDigit(char is) {
    return (is >= 'a' && is <= 'z') || (is >= 'A' && is <= 'Z') || (is >= '0' && is <= '9');
  }
}
