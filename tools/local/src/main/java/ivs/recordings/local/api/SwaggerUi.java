package ivs.recordings.local.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The page that shows the API and tries it out: the files of the WebJar, but for the script that
/// names our document.
final class SwaggerUi {
  static final String PATH = "/docs/";

  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String INDEX = "index.html";
  private static final String INITIALIZER = "swagger-initializer.js";
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9-]+\\.(html|css|js|png)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "png", "image/png");

  /// What the page does once it is loaded. The requests that it makes stay on this server.
  private static final String OUR_INITIALIZER =
      """
      window.onload = function () {
        window.ui = SwaggerUIBundle({
          url: "/openapi.yaml",
          dom_id: "#swagger-ui",
          deepLinking: true,
          validatorUrl: null,
          persistAuthorization: false,
          presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
          plugins: [SwaggerUIBundle.plugins.DownloadUrl],
          layout: "StandaloneLayout"
        });
      };
      """;

  private SwaggerUi() {}

  /// Answers a request for one file of the page.
  ///
  /// @param path as it was asked for, below [#PATH]
  /// @return false if there is no such file
  static boolean write(String path, Response response, Callback callback) throws IOException {
    var asked = path.substring(PATH.length());
    var file = FILE.matcher(asked.isEmpty() ? INDEX : asked);
    if (!file.matches()) {
      return false;
    }
    var content =
        file.group().equals(INITIALIZER)
            ? Optional.of(OUR_INITIALIZER.getBytes(StandardCharsets.UTF_8))
            : resource(WEBJAR + version() + "/" + file.group());
    if (content.isEmpty()) {
      return false;
    }
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPES.getOrDefault(file.group(1), ""));
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(content.get()), callback);
    return true;
  }

  /// The WebJar has its version in its paths.
  private static String version() throws IOException {
    var properties = new Properties();
    properties.load(new ByteArrayInputStream(resource(VERSION).orElse(new byte[0])));
    return properties.getProperty("version", "");
  }

  private static Optional<byte[]> resource(String name) throws IOException {
    try (var stream = loader().getResourceAsStream(name)) {
      return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
    }
  }

  private static ClassLoader loader() {
    return Objects.requireNonNull(SwaggerUi.class.getClassLoader());
  }
}
