package ivs.recordings.model.webhook;

import ivs.recordings.model.event.SafeText;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Where an endpoint answers: `https://`, a name of DNS, and a path. It is read here, once: what is
/// connected to is [#host] and [#port], and what is asked for [#target], so that no second reader
/// can take the text differently. Nothing else is accepted: no user, no other port, no address in
/// place of a name in any notation.
///
/// @param text as it is kept and shown
/// @param host in lower case; of IPv6 without brackets
/// @param target path and query
/// @param isLocal whether it is on this machine, which only the embedded system permits
public record WebhookUrl(
    String text, boolean isTls, String host, int port, String target, boolean isLocal) {
  private static final int LONGEST = 2000;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int LARGEST_PORT = 65_535;
  private static final int LONGEST_NAME = 253;

  /// Labels of letters, digits and dashes. The last one begins with a letter: what ends with a
  /// number is an IPv4 address to some resolvers, such as `127.1`, `0x7f.1` or `2130706433`.
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /// What RFC 3986 permits in a path.
  private static final String SIGN = "[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}";

  private static final Pattern URL =
      Pattern.compile(
          "(https?)://(\\[::1\\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?((?:/(?:%s)*+)?(?:\\?(?:%s|\\?)*+)?)"
              .formatted(SIGN, SIGN));

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /// Reads an address.
  ///
  /// @param permitsLocal whether it may be on this machine
  /// @throws IllegalArgumentException with a sentence that says what is wrong
  public static WebhookUrl of(String text, boolean permitsLocal) {
    if (text.length() > LONGEST) {
      throw refused("is longer than " + LONGEST + " characters");
    }
    var parts = URL.matcher(text);
    if (!parts.matches()) {
      throw refused(
          "must be https://, a name, and a path, without user, fragment, and characters that an"
              + " address cannot hold: "
              + SafeText.legible(text, 100));
    }
    var isTls = parts.group(1).equals("https");
    var host = parts.group(2).toLowerCase(Locale.ROOT);
    var port = parts.group(3) == null ? isTls ? HTTPS : HTTP : Integer.parseInt(parts.group(3));
    var isLocal = permitsLocal && THIS_MACHINE.contains(host);
    if (!isLocal) {
      checkPublic(isTls, host, port);
    } else if (port < 1 || port > LARGEST_PORT) {
      throw refused("has a port that does not exist");
    }
    var target = parts.group(4).startsWith("/") ? parts.group(4) : "/" + parts.group(4);
    return new WebhookUrl(text, isTls, host.replaceAll("[\\[\\]]", ""), port, target, isLocal);
  }

  private static void checkPublic(boolean isTls, String host, int port) {
    if (!isTls) {
      throw refused("must begin with https://");
    }
    if (port != HTTPS) {
      throw refused("must be on port 443");
    }
    if (host.length() > LONGEST_NAME || !NAME.matcher(host).matches()) {
      throw refused("must have a name of DNS with a domain, and no IP address");
    }
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("The url " + why + ".");
  }

  /// Whether its name may lead to an address.
  ///
  /// @param address 4 or 16 bytes, the highest first
  public boolean permits(byte[] address) {
    return isLocal ? NetworkAddress.isLoopback(address) : NetworkAddress.isPublic(address);
  }
}
