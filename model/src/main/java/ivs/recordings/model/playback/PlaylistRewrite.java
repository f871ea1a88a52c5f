package ivs.recordings.model.playback;

import ivs.recordings.model.event.SafeText;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Gives the URIs of a playlist (RFC 8216) the addresses from which they can be fetched, and keeps
/// everything else as it is: the lines of URIs and the attribute `URI` of every tag change, such as
/// that of `EXT-X-MAP`, and no tag is understood beyond that.
///
/// @param playlist the path of the playlist, relative to the folder of the recording
/// @param playlistBase what the addresses of further playlists begin with
/// @param mediaBase what the addresses of everything else begin with: that of the folder
/// @param query what each of those ends with
public record PlaylistRewrite(
    String playlist, String playlistBase, String mediaBase, String query) {
  /// How the names of playlists end.
  public static final String SUFFIX = ".m3u8";

  /// More than an answer holds once it is compressed, and little enough to be held in memory.
  private static final int LONGEST = 24 * 1024 * 1024;

  private static final int LONGEST_QUOTE = 100;
  private static final String BOM = "\ufeff";
  private static final String HEADER = "#EXTM3U";

  /// Its title is free text, which may look like an attribute.
  private static final String SEGMENT = "#EXTINF:";

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  /// A quoted value is taken as a whole, so nothing in it is taken for an attribute.
  private static final Pattern ATTRIBUTE =
      Pattern.compile("(?<name>[A-Z0-9-]+)=(?:\"(?<quoted>[^\"]*)\"|[^\",]*)");

  private static final String URI = "URI";

  /// The playlist with addresses; a byte order mark, which players refuse, is left out.
  ///
  /// @throws UnsoundPlaylistException if it is none, or names what is not in the recording
  public String applied(String text) {
    var rest = text.startsWith(BOM) ? text.substring(BOM.length()) : text;
    if (!rest.startsWith(HEADER)) {
      throw new UnsoundPlaylistException("a playlist does not begin with #EXTM3U");
    }
    var result = new StringBuilder(rest.length() * 2);
    for (int begin = 0; begin < rest.length(); ) {
      int newline = rest.indexOf('\n', begin);
      int next = newline < 0 ? rest.length() : newline + 1;
      int end = newline < 0 ? next : newline;
      end = end > begin && rest.charAt(end - 1) == '\r' ? end - 1 : end;
      result.append(line(rest.substring(begin, end))).append(rest, end, next);
      if (result.length() > LONGEST) {
        throw new UnsoundPlaylistException("a playlist has more segments than can be served");
      }
      begin = next;
    }
    return result.toString();
  }

  private String line(String line) {
    if (line.isBlank()) {
      return line;
    }
    if (!line.startsWith("#")) {
      return address(line.strip());
    }
    return line.startsWith("#EXT") && !line.startsWith(SEGMENT) && line.contains(URI)
        ? ATTRIBUTE.matcher(line).replaceAll(found -> Matcher.quoteReplacement(attribute(found)))
        : line;
  }

  private String attribute(MatchResult found) {
    return found.group("name").equals(URI) && found.group("quoted") != null
        ? URI + "=\"" + address(found.group("quoted")) + "\""
        : found.group();
  }

  private String address(String uri) {
    var path = resolved(uri);
    return path.endsWith(SUFFIX)
        ? playlistBase + MediaPath.encoded(path)
        : mediaBase + MediaPath.encoded(path) + "?" + query;
  }

  /// The path that a URI names, relative to the folder of the recording.
  private String resolved(String uri) {
    if (SCHEME.matcher(uri).matches() || uri.startsWith("/")) {
      throw refused("names another host or folder", uri);
    }
    var segments = new ArrayDeque<>(Arrays.asList(playlist.split("/", -1)));
    segments.removeLast();
    for (var segment : uri.split("/", -1)) {
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          throw refused("leaves the folder of its recording", uri);
        }
      } else if (!segment.equals(".")) {
        segments.addLast(
            MediaPath.decodedSegment(segment)
                .orElseThrow(() -> refused("has an unsound URI", uri)));
      }
    }
    return String.join("/", segments);
  }

  private static UnsoundPlaylistException refused(String why, String uri) {
    return new UnsoundPlaylistException(
        "a playlist %s: %s".formatted(why, SafeText.ascii(uri, LONGEST_QUOTE)));
  }
}
