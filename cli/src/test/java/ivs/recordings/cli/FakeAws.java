package ivs.recordings.cli;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// An HTTP server on this machine that answers whatever a test wants, or hands requests on to a
/// real engine.
final class FakeAws implements AutoCloseable {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /// @param target such as `DynamoDB_20120810.Scan`; empty for services that speak XML
  record Request(String target, String authorization, String contentType, String body) {
    boolean isFor(String service) {
      return authorization.contains("/" + service + "/aws4_request");
    }
  }

  record Answer(int status, String contentType, String body) {
    static Answer json(String body) {
      return new Answer(200, "application/x-amz-json-1.0", body);
    }

    static Answer error(int status, String code, String message) {
      return new Answer(
          status,
          "application/x-amz-json-1.0",
          "{\"__type\": \"%s\", \"message\": \"%s\", \"Message\": \"%s\"}"
              .formatted(code, message, message));
    }
  }

  FakeAws(Function<Request, Answer> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Request> requests() {
    return requests;
  }

  /// What the engine answers to the same request.
  static Answer handOn(Request request, URI engine) {
    try (var client = HttpClient.newHttpClient()) {
      var outgoing =
          HttpRequest.newBuilder(engine)
              .POST(HttpRequest.BodyPublishers.ofString(request.body()))
              .header("Authorization", request.authorization())
              .header("Content-Type", request.contentType())
              .header("X-Amz-Target", request.target())
              .build();
      var answer = client.send(outgoing, HttpResponse.BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse("application/x-amz-json-1.0"),
          answer.body());
    } catch (IOException | InterruptedException unreachable) {
      throw new IllegalStateException(unreachable);
    }
  }

  private void answer(HttpExchange exchange, Function<Request, Answer> answers) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      var request =
          new Request(
              String.valueOf(headers.getFirst("X-Amz-Target")),
              String.valueOf(headers.getFirst("Authorization")),
              String.valueOf(headers.getFirst("Content-Type")),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      var answer = answers.apply(request);
      var body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
