package ivs.recordings.handler.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A receiver on this machine. What it answers is set by the test.
final class LocalReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile Reaction reaction = exchange -> answer(exchange, 204, "");

  /// What a request is answered with.
  interface Reaction {
    void to(HttpExchange exchange) throws IOException;
  }

  /// A request.
  ///
  /// @param headers by their names in lower case
  record Received(String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  LocalReceiver() throws IOException {
    this(InetAddress.getLoopbackAddress(), 0);
  }

  /// @param port 0 takes any that is free
  LocalReceiver(InetAddress address, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var headers = new HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    received.add(new Received(exchange.getRequestURI().toString(), headers, body));
    reaction.to(exchange);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  LocalReceiver reacts(Reaction other) {
    reaction = other;
    return this;
  }

  LocalReceiver answers(int status) {
    return reacts(exchange -> answer(exchange, status, "status " + status));
  }

  LocalReceiver hangs() {
    return reacts(_ -> {
      try {
        TimeUnit.SECONDS.sleep(20);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
