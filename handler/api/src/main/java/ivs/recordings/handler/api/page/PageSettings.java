package ivs.recordings.handler.api.page;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the page needs to know of its surroundings.
///
/// @param clientId as whom the page signs in at the issuer; empty where there is no sign-in
/// @param tokenOrigin where the issuer gives tokens, if that is not the issuer's own origin
/// @param publicUrl where playlists and media are; empty where nothing is played
/// @param uploadOrigin where files are sent; empty where none are taken
public record PageSettings(
    Optional<String> issuer,
    Optional<String> clientId,
    Optional<String> tokenOrigin,
    Optional<String> publicUrl,
    Optional<String> uploadOrigin,
    String roleClaim) {
  /// Variables that are absent or empty name nothing.
  public static PageSettings of(Map<String, String> environment, Optional<String> uploadOrigin) {
    var publicUrl = variable(environment, "PUBLIC_URL");
    return new PageSettings(
        variable(environment, "JWT_ISSUER"),
        variable(environment, "JWT_CLIENT_ID"),
        variable(environment, "SIGN_IN_ORIGIN"),
        publicUrl,
        // The bucket lets in the page at its public address.
        uploadOrigin.filter(_ -> publicUrl.isPresent()),
        environment.getOrDefault("ROLE_CLAIM", "role"));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /// What a page may load and call: itself, its issuer, the origin of the media, and that of the
  /// storage that files are sent to. Nothing that stands in the page itself runs or styles it.
  public String contentSecurityPolicy() {
    var media = new TreeSet<String>();
    publicUrl.flatMap(PageSettings::origin).ifPresent(media::add);
    var calls = new TreeSet<>(media);
    uploadOrigin.flatMap(PageSettings::origin).ifPresent(calls::add);
    if (clientId.isPresent()) {
      issuer.flatMap(PageSettings::origin).ifPresent(calls::add);
      tokenOrigin.flatMap(PageSettings::origin).ifPresent(calls::add);
    }
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'" + listed(media),
        "media-src 'self' blob:" + listed(media),
        "connect-src 'self'" + listed(calls),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'");
  }

  private static String listed(Set<String> origins) {
    return origins.isEmpty() ? "" : " " + String.join(" ", origins);
  }

  /// A policy is a header: only what is an origin gets into it.
  private static Optional<String> origin(String address) {
    try {
      var uri = new URI(address);
      var isWeb = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return Optional.ofNullable(uri.getHost())
          .filter(_ -> isWeb)
          .map(host ->
              "%s://%s%s"
                  .formatted(
                      uri.getScheme(), host, uri.getPort() == -1 ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException none) {
      return Optional.empty();
    }
  }
}
