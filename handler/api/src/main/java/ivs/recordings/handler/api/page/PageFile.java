package ivs.recordings.handler.api.page;

import ivs.recordings.handler.api.http.GzipBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A file of the page, from the class path. Only the files that are named here exist: nothing of a
/// request ever becomes a path.
///
/// @param gzip its text compressed, as base64
/// @param tag what `If-None-Match` takes; weak, because both forms have it
public record PageFile(String text, String gzip, String contentType, String tag) {
  public static final String INDEX = "index.html";

  private static final String FOLDER = "page/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final int VERSION_DIGITS = 12;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry(INDEX, "text/html; charset=utf-8"),
          Map.entry("styles.css", "text/css; charset=utf-8"),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("api.js", SCRIPT),
          Map.entry("app.js", SCRIPT),
          Map.entry("dom.js", SCRIPT),
          Map.entry("figures.js", SCRIPT),
          Map.entry("format.js", SCRIPT),
          Map.entry("grant.js", SCRIPT),
          Map.entry("library.js", SCRIPT),
          Map.entry("operations.js", SCRIPT),
          Map.entry("parts.js", SCRIPT),
          Map.entry("player.js", SCRIPT),
          Map.entry("recording.js", SCRIPT),
          Map.entry("session.js", SCRIPT),
          Map.entry("transfer.js", SCRIPT),
          Map.entry("upload.js", SCRIPT),
          Map.entry("webhooks.js", SCRIPT),
          Map.entry("vendor/hls.light.min.js", SCRIPT));

  /// All of them, and a version that another content changes.
  public record All(Map<String, PageFile> files, String version) {
    Optional<PageFile> find(String name) {
      return Optional.ofNullable(files.get(name));
    }

    PageFile index() {
      return find(INDEX).orElseThrow();
    }
  }

  /// Read when the page is asked for first, or before a snapshot.
  private static final class Holder {
    static final All ALL = read();
  }

  public static All all() {
    return Holder.ALL;
  }

  /// The addresses of a page's files hold the version, so that a browser may keep them for good.
  private static All read() {
    var texts = new TreeMap<String, String>();
    TYPES.keySet().forEach(name -> texts.put(name, text(name)));
    var version = digest(String.join("\0", texts.values())).substring(0, VERSION_DIGITS);
    texts.computeIfPresent(
        INDEX, (_, text) -> text.replace("{{assets}}", PageRoutes.ASSETS + version));
    var files = new TreeMap<String, PageFile>();
    texts.forEach((name, text) ->
        files.put(
            name,
            new PageFile(
                text,
                Base64.getEncoder()
                    .encodeToString(GzipBody.of(text.getBytes(StandardCharsets.UTF_8))),
                String.valueOf(TYPES.get(name)),
                "W/\"%s\"".formatted(digest(text).substring(0, VERSION_DIGITS)))));
    return new All(Map.copyOf(files), version);
  }

  private static String text(String name) {
    try (var stream = PageFile.class.getResourceAsStream("/" + FOLDER + name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path has no " + FOLDER + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the class path cannot be read", unreadable);
    }
  }

  private static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
