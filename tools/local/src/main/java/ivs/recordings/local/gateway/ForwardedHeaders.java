package ivs.recordings.local.gateway;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// Headers of a request that the gateway hands on to an engine, and of the answer.
public final class ForwardedHeaders {
  private static final String CONTENT_LENGTH = "content-length";

  /// What belongs to one connection and not to the message (RFC 9110, 7.6.1), or is said anew. The
  /// signature of a header is dropped: it was made for the gateway's address, and is not checked.
  private static final Set<String> DROPPED =
      Set.of(
          "authorization",
          "connection",
          CONTENT_LENGTH,
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private ForwardedHeaders() {}

  /// A request with these headers, to another address.
  public static HttpRequest.Builder request(Request request, URI to) {
    var outgoing = HttpRequest.newBuilder(to);
    for (var header : request.getHeaders()) {
      if (isForwarded(header.getName())) {
        outgoing.header(header.getName(), header.getValue());
      }
    }
    return outgoing;
  }

  /// Gives an answer the headers that the engine's has. Its body must be the engine's, too.
  public static void answer(HttpHeaders received, Response response) {
    received
        .map()
        .forEach((name, values) -> {
          if (isForwarded(name) || name.equalsIgnoreCase(CONTENT_LENGTH)) {
            response.getHeaders().put(name, values);
          }
        });
  }

  private static boolean isForwarded(String header) {
    return !DROPPED.contains(header.toLowerCase(Locale.ROOT));
  }
}
