package ivs.recordings.handler.api;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// S3 as far as the function uses it: GetObject and HeadObject over HTTP, to the function's own
/// client. To a reader who may not list the bucket, a missing object is denied.
final class ServedPlaylists implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private static final String ENDPOINT = "aws.endpointUrlS3";
  private static final String DENIED =
      "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private volatile String list = list("");
  private HttpServer server;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var isList = String.valueOf(exchange.getRequestURI().getQuery()).contains("list-type=2");
          var text = isList ? list : objects.get(exchange.getRequestURI().getPath());
          var bytes = (text == null ? DENIED : text).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Last-Modified", "Fri, 20 Nov 2026 12:30:00 GMT");
          var isHead = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(text == null ? 403 : 200, isHead ? -1 : bytes.length);
          try (exchange) {
            if (!isHead) {
              exchange.getResponseBody().write(bytes);
            }
          }
        });
    server.start();
    System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    objects.clear();
    list = list("");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    System.clearProperty(ENDPOINT);
    server.stop(0);
  }

  /// A file of the recording in the bucket of [ApiFixture#recording].
  void put(String recording, String path, String text) {
    objects.put(
        "/example-recordings/ivs/v1/111122223333/AbCdef1G2hij/" + recording + "/" + path, text);
  }

  /// The segments of every recording, as S3 lists them.
  ///
  /// @param attributes of each segment, as XML
  void archive(String... attributes) {
    list =
        list(
            Arrays.stream(attributes)
                .map("<Contents><Key>media/hls/1.ts</Key>%s</Contents>"::formatted)
                .collect(Collectors.joining()));
  }

  private static String list(String contents) {
    return "<ListBucketResult>" + contents + "</ListBucketResult>";
  }

  /// An object of any bucket.
  void putObject(String bucket, String key) {
    objects.put("/" + bucket + "/" + key, "content");
  }
}
