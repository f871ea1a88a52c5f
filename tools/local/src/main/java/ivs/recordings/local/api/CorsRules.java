package ivs.recordings.local.api;

import ivs.recordings.local.template.TemplateSection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/// Which pages of other origins may call the API, as `x-amazon-apigateway-cors` says.
public record CorsRules(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposed,
    boolean credentials,
    Optional<String> maxAge) {
  private static final String ANY = "*";
  private static final String ALLOWED = "Access-Control-Allow-";

  static CorsRules of(TemplateSection cors) {
    return new CorsRules(
        cors.texts("allowOrigins"),
        cors.texts("allowMethods"),
        cors.texts("allowHeaders"),
        cors.texts("exposeHeaders"),
        cors.find("allowCredentials").isPresent() && cors.text("allowCredentials").equals("true"),
        cors.find("maxAge").map(_ -> cors.text("maxAge")));
  }

  /// The same origins for what the CDN serves: reads of whole objects and of ranges.
  CorsRules ofMedia() {
    return new CorsRules(
        origins,
        List.of("GET", "HEAD", "OPTIONS"),
        List.of("range", "if-range"),
        List.of("content-range", "content-length", "etag"),
        false,
        maxAge);
  }

  /// A question of a browser whether it may send a request; API Gateway answers it by itself.
  static boolean isPreflight(Request request) {
    return HttpMethod.OPTIONS.is(request.getMethod())
        && request.getHeaders().contains(HttpHeader.ORIGIN)
        && request.getHeaders().contains("Access-Control-Request-Method");
  }

  /// Adds what every answer to a page of an allowed origin carries.
  void allow(Request request, HttpFields.Mutable answer) {
    var origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
    if (origin.isEmpty() || !(origins.contains(ANY) || origins.contains(origin.get()))) {
      return;
    }
    answer.put(ALLOWED + "Origin", origins.contains(ANY) ? ANY : origin.get());
    answer.put(HttpHeader.VARY, "Origin");
    if (credentials) {
      answer.put(ALLOWED + "Credentials", "true");
    }
    if (isPreflight(request)) {
      answer.put(ALLOWED + "Methods", String.join(",", methods));
      answer.put(ALLOWED + "Headers", String.join(",", headers).toLowerCase(Locale.ROOT));
      maxAge.ifPresent(seconds -> answer.put("Access-Control-Max-Age", seconds));
    } else if (!exposed.isEmpty()) {
      answer.put("Access-Control-Expose-Headers", String.join(",", exposed));
    }
  }
}
