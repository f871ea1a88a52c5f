package ivs.recordings.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The HTTP interface through which Lambda feeds a runtime (version 2018-06-01): the runtime asks
/// for the next event and posts its answer, or what went wrong.
final class LambdaRuntimeApi implements AutoCloseable {
  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final String FUNCTION_ARN =
      "arn:aws:lambda:us-east-1:000000000000:function:RecordingStatusHandler";

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final Duration timeout;
  private final HttpServer server;

  /// What a runtime posted.
  ///
  /// @param kind `response`, `error`, or `init/error`
  public record Answer(String kind, String body) {}

  private LambdaRuntimeApi(HttpServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  /// @param timeout how long the function may take for one event
  static LambdaRuntimeApi start(Duration timeout) throws IOException {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    var api = new LambdaRuntimeApi(HttpServer.create(address, 0), timeout);
    api.server.createContext(PREFIX, api::handle);
    api.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.server.start();
    return api;
  }

  /// The value of `AWS_LAMBDA_RUNTIME_API`.
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /// Hands the runtime an event, and waits for as long as it is there to answer.
  ///
  /// @return empty if it is gone
  Optional<Answer> invokeWhile(BooleanSupplier isThere, String event) throws InterruptedException {
    events.add(event);
    while (true) {
      var there = isThere.getAsBoolean();
      var answer = answers.poll(there ? 20 : 0, TimeUnit.MILLISECONDS);
      if (answer != null || !there) {
        return Optional.ofNullable(answer);
      }
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath().substring(PREFIX.length());
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (path.equals("invocation/next")) {
      next(exchange);
      return;
    }
    answers.add(new Answer(path.replaceFirst("invocation/[^/]+/", ""), body));
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
  }

  private void next(HttpExchange exchange) throws IOException {
    try {
      var event = events.take().getBytes(StandardCharsets.UTF_8);
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", "application/json");
      headers.set("Lambda-Runtime-Aws-Request-Id", UUID.randomUUID().toString());
      headers.set("Lambda-Runtime-Invoked-Function-Arn", FUNCTION_ARN);
      headers.set(
          "Lambda-Runtime-Deadline-Ms", String.valueOf(Instant.now().plus(timeout).toEpochMilli()));
      exchange.sendResponseHeaders(200, event.length);
      exchange.getResponseBody().write(event);
      exchange.close();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
