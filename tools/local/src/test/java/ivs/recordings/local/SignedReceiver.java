package ivs.recordings.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A receiver of webhooks on this machine that verifies each delivery as docs/webhooks.md says. An
/// endpoint is a path of it.
final class SignedReceiver implements AutoCloseable {
  private static final String PREFIX = "whsec_";

  private final HttpServer server;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> verified = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  SignedReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    var path = exchange.getRequestURI().getPath();
    var headers = exchange.getRequestHeaders();
    var id = String.valueOf(headers.getFirst("webhook-id"));
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var signed = "%s.%s.%s".formatted(id, headers.getFirst("webhook-timestamp"), body);
    var isSound =
        signature(secrets.getOrDefault(path, PREFIX + "AA=="), signed)
            .equals(headers.getFirst("webhook-signature"));
    if (isSound) {
      verified.computeIfAbsent(path, _ -> ConcurrentHashMap.newKeySet()).add(id);
    } else {
      refused.incrementAndGet();
    }
    exchange.sendResponseHeaders(isSound ? 204 : 401, -1);
    exchange.close();
  }

  private static String signature(String secret, String signed) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  /// The secret that deliveries to a path are verified with.
  void expect(String path, String secret) {
    secrets.put(path, secret);
  }

  /// The ids that came to a path with a sound signature.
  Set<String> verified(String path) {
    return Set.copyOf(verified.getOrDefault(path, Set.of()));
  }

  int requests() {
    return requests.get();
  }

  /// How many requests had no sound signature.
  int refused() {
    return refused.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
