package ivs.recordings.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.cli.FakeAws.Answer;
import ivs.recordings.cli.FakeAws.Request;
import ivs.recordings.local.EmbeddedSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// One address for all: S3 is s3proxy on a folder, IVS and Lambda answer what a test wants, and
/// everything else is the embedded system.
final class FakeCloud implements AutoCloseable {
  static final String BUCKET = "example-recordings";

  private final EmbeddedSystem system;
  private final Path folder;
  private final S3Proxy s3;
  private final HttpServer server;
  private final List<String> invocations = new CopyOnWriteArrayList<>();
  private volatile boolean s3Broken;
  private volatile String buckets = BUCKET;
  private volatile String sessions = "[]";
  private volatile Answer report = Answer.json("{}");
  private volatile String functionError = "";

  FakeCloud(EmbeddedSystem system, Path folder) throws Exception {
    this.system = system;
    this.folder = folder;
    Files.createDirectories(folder.resolve(BUCKET));
    s3 =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(folder.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .build();
    s3.start();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Past the front door, as no IVS would.
  void put(String key, String text) throws IOException {
    var file = folder.resolve(BUCKET).resolve(key);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void breakS3() {
    s3Broken = true;
  }

  void lookIn(String names) {
    buckets = names;
  }

  void listSessions(String json) {
    sessions = json;
  }

  void answerInvocations(Answer answer, String error) {
    report = answer;
    functionError = error;
  }

  /// What the reconciler was asked.
  List<String> invocations() {
    return invocations;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      var request =
          new Request(
              String.valueOf(headers.getFirst("X-Amz-Target")),
              String.valueOf(headers.getFirst("Authorization")),
              String.valueOf(headers.getFirst("Content-Type")),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      var answer = answer(exchange, request);
      var body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange, Request request) throws IOException {
    var path = exchange.getRequestURI().getPath();
    if (request.isFor("s3")) {
      return s3Broken
          ? new Answer(
              503,
              "application/xml",
              "<Error><Code>ServiceUnavailable</Code><Message>not today</Message></Error>")
          : fromS3(exchange);
    }
    if (request.isFor("ivs")) {
      return Answer.json("{\"streamSessions\": " + sessions + "}");
    }
    if (request.isFor("lambda")) {
      if (path.endsWith("/functions/RecordingReconciler/configuration")) {
        return Answer.json(
            "{\"FunctionName\": \"RecordingReconciler\", \"Environment\": {\"Variables\": {\"RECORDING_BUCKETS\": \"%s\"}}}"
                .formatted(buckets));
      }
      invocations.add(request.body());
      if (!functionError.isEmpty()) {
        exchange.getResponseHeaders().set("X-Amz-Function-Error", functionError);
      }
      return report;
    }
    return FakeAws.handOn(request, system.endpoint());
  }

  private Answer fromS3(HttpExchange exchange) throws IOException {
    var asked = exchange.getRequestURI();
    var url =
        "http://127.0.0.1:%d%s%s"
            .formatted(
                s3.getPort(),
                asked.getRawPath(),
                asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery());
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      answer
          .headers()
          .firstValue("Last-Modified")
          .ifPresent(time -> exchange.getResponseHeaders().set("Last-Modified", time));
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse("application/xml"),
          answer.body());
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    try {
      s3.stop();
    } catch (Exception stuck) {
      throw new IllegalStateException("s3proxy doesn't stop", stuck);
    }
  }
}
