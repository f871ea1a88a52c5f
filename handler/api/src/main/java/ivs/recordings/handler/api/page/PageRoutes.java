package ivs.recordings.handler.api.page;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Asset;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.GzipBody;
import ivs.recordings.handler.api.library.RecordingJson;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The page where recordings are watched, and what it is made of.
public final class PageRoutes {
  public static final String ASSETS = "/assets/";

  /// The address of a file holds the version, so it never changes.
  private static final String FOREVER = "public, max-age=31536000, immutable";

  private static final String ASK_EVERY_TIME = "no-cache";

  private final PageSettings settings;
  private final Map<String, String> headers;

  public PageRoutes(PageSettings settings) {
    this.settings = settings;
    this.headers =
        Map.of(
            "content-security-policy",
            settings.contentSecurityPolicy(),
            // Addresses of playlists hold tokens.
            "referrer-policy",
            "no-referrer",
            "x-frame-options",
            "DENY",
            "cross-origin-opener-policy",
            "same-origin",
            "permissions-policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(),"
                + " fullscreen=(self), picture-in-picture=(self)",
            "vary",
            "accept-encoding");
  }

  public Answer index(ApiRequest request) {
    return file(request, PageFile.all().index(), ASK_EVERY_TIME);
  }

  /// `{version}/{name}`. The files of another version are those of now: a page that was loaded
  /// before a deployment goes on.
  public Answer asset(ApiRequest request) {
    var all = PageFile.all();
    var words = request.path("file").orElse("").split("/", 2);
    var isCurrent = words[0].equals(all.version());
    return Optional.of(words)
        .filter(path -> path.length == 2 && path[0].matches("[0-9a-f]{12}"))
        .map(path -> path[1])
        .filter(name -> !name.equals(PageFile.INDEX))
        .flatMap(all::find)
        .<Answer>map(file -> file(request, file, isCurrent ? FOREVER : ASK_EVERY_TIME))
        .orElseGet(Problem::notFound);
  }

  /// What the page asks first: where one signs in, if anywhere, and whether files are taken.
  public Answer config() {
    var json = RecordingJson.object();
    RecordingJson.put(json, "issuer", settings.issuer());
    RecordingJson.put(json, "clientId", settings.clientId());
    return new Found(
        json.put("roleClaim", settings.roleClaim())
            .put("uploads", settings.uploadOrigin().isPresent()));
  }

  private Asset file(ApiRequest request, PageFile file, String cacheControl) {
    var all = new HashMap<>(headers);
    all.put("cache-control", cacheControl);
    all.put("etag", file.tag());
    var isKnown =
        request.header("if-none-match").stream()
            .flatMap(tags -> Arrays.stream(tags.split("\\s*,\\s*", -1)))
            .anyMatch(tag -> tag.strip().equals(file.tag()) || tag.equals("*"));
    if (isKnown) {
      return new Asset(304, Optional.empty(), false, all);
    }
    all.put("content-type", file.contentType());
    if (GzipBody.isAccepted(request.header("accept-encoding"))) {
      all.put("content-encoding", "gzip");
      return new Asset(200, Optional.of(file.gzip()), true, all);
    }
    return new Asset(200, Optional.of(file.text()), false, all);
  }
}
