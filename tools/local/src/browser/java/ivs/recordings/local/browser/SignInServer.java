package ivs.recordings.local.browser;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.local.secrets.TokenKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// An issuer that signs anna in without a question, and gives a token only for the verifier of the
/// challenge that it was sent first.
final class SignInServer implements AutoCloseable {
  static final String CLIENT = "page";
  static final String AUDIENCE = "ivs-recordings";

  private final HttpServer server;
  private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();
  private volatile Optional<TokenKey> key = Optional.empty();

  SignInServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void signWith(TokenKey used) {
    key = Optional.of(used);
  }

  String tokenOf(String subject, Optional<String> role, Duration validity) {
    var now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(address())
            .audience(AUDIENCE)
            .subject(subject)
            .issueTime(Date.from(now.minusSeconds(60)))
            .expirationTime(Date.from(now.plus(validity)));
    role.ifPresent(given -> claims.claim("role", given));
    return key.orElseThrow().sign(claims.build());
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token"}
        """
            .formatted(address()));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    var query = words(exchange.getRequestURI().getRawQuery());
    var isSound =
        "code".equals(query.get("response_type"))
            && CLIENT.equals(query.get("client_id"))
            && "S256".equals(query.get("code_challenge_method"));
    if (!isSound) {
      answer(exchange, 400, "{}");
      return;
    }
    var code = UUID.randomUUID().toString();
    asked.put(code, query);
    var back =
        URI.create(
            "%s?code=%s&state=%s&iss=%s"
                .formatted(
                    query.get("redirect_uri"),
                    code,
                    query.get("state"),
                    URLEncoder.encode(address(), StandardCharsets.UTF_8)));
    exchange.getResponseHeaders().add("location", back.toString());
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    var form = words(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    var first = Optional.ofNullable(asked.remove(form.getOrDefault("code", "")));
    var isProven =
        first
            .filter(one -> challenge(form.get("code_verifier")).equals(one.get("code_challenge")))
            .filter(one -> one.get("redirect_uri").equals(form.get("redirect_uri")))
            .isPresent();
    answer(
        exchange,
        isProven ? 200 : 400,
        isProven
            ? "{\"access_token\": \"%s\", \"token_type\": \"Bearer\"}"
                .formatted(tokenOf("anna", Optional.empty(), Duration.ofHours(1)))
            : "{\"error\": \"invalid_grant\"}");
  }

  private static String challenge(String verifier) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }

  private static Map<String, String> words(String query) {
    var words = new HashMap<String, String>();
    for (var pair : query.split("&", -1)) {
      var parts = pair.split("=", 2);
      words.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return words;
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.getResponseHeaders().add("access-control-allow-origin", "*");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
