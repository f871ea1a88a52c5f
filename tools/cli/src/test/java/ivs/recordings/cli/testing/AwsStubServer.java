package ivs.recordings.cli.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Stands before the embedded system, keeps what passes, and gives the answers that a test writes
/// down: faults, which the real thing cannot be made to have.
public final class AwsStubServer implements AutoCloseable {
  /// One for all, because each has threads and connections of its own.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /// A request as it arrived.
  ///
  /// @param path with its query
  /// @param target such as `DynamoDB_20120810.Scan`; empty for services that speak XML
  public record Request(
      String method,
      String path,
      String target,
      String authorization,
      String contentType,
      String body) {
    public boolean isFor(String service) {
      return authorization.contains("/" + service + "/aws4_request");
    }
  }

  public record Answer(int status, Map<String, String> headers, String body) {
    public Answer(int status, String contentType, String body) {
      this(status, Map.of("Content-Type", contentType), body);
    }

    public static Answer json(String body) {
      return new Answer(200, "application/x-amz-json-1.0", body);
    }

    public static Answer error(int status, String code, String message) {
      return new Answer(
          status,
          "application/x-amz-json-1.0",
          "{\"__type\": \"%s\", \"message\": \"%s\", \"Message\": \"%s\"}"
              .formatted(code, message, message));
    }

    public static Answer refused(String action) {
      return error(
          403,
          "AccessDeniedException",
          "User: x is not authorized to perform: %s on resource: y".formatted(action));
    }

    public Answer with(String header, String value) {
      var more = new HashMap<>(headers);
      more.put(header, value);
      return new Answer(status, more, body);
    }
  }

  public AwsStubServer(Function<Request, Answer> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Request> requests() {
    return requests;
  }

  /// What the real thing answers to the same request.
  public static Answer handOn(Request request, URI engine) {
    try {
      var outgoing =
          HttpRequest.newBuilder(URI.create(engine + request.path()))
              .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()))
              .header("Authorization", request.authorization())
              .header("Content-Type", request.contentType())
              .header("X-Amz-Target", request.target())
              .build();
      var answer = CLIENT.send(outgoing, HttpResponse.BodyHandlers.ofString());
      var handedOn =
          new Answer(
              answer.statusCode(),
              answer.headers().firstValue("Content-Type").orElse("application/x-amz-json-1.0"),
              answer.body());
      return answer
          .headers()
          .firstValue("Last-Modified")
          .map(time -> handedOn.with("Last-Modified", time))
          .orElse(handedOn);
    } catch (IOException | InterruptedException unreachable) {
      throw new IllegalStateException(unreachable);
    }
  }

  private void answer(HttpExchange exchange, Function<Request, Answer> answers) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      var request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              String.valueOf(headers.getFirst("X-Amz-Target")),
              String.valueOf(headers.getFirst("Authorization")),
              String.valueOf(headers.getFirst("Content-Type")),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      var answer = answers.apply(request);
      var body = answer.body().getBytes(StandardCharsets.UTF_8);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
