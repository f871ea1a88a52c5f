package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import ivs.recordings.store.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// The native wire against a real HTTP server.
final class CrtWireTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// More connections than are opened at once: whoever is turned away tries again a second later.
  private static final int CROWD = 512;

  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private interface Handler {
    void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException;
  }

  /// @param body in Latin-1, a character for each byte
  private record Received(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of()).getFirst();
    }
  }

  private final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Instant now = Instant.parse("2026-11-02T09:00:00Z");
  private volatile Handler handler = (exchange, body) -> answer(exchange, 200, body);
  private HttpServer server;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CROWD);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          received.add(
              new Received(
                  Map.copyOf(exchange.getRequestHeaders()),
                  new String(body, StandardCharsets.ISO_8859_1)));
          try {
            handler.handle(exchange, body);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    wire = wireTo("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private Wire wireTo(String endpoint) {
    var settings = settings(endpoint);
    return new CrtWire(settings, LambdaCredentials.of(settings), () -> now);
  }

  private static AwsSettings settings(String endpoint) {
    var keys = new AwsSettings.Keys("AKIDEXAMPLE", "secret", Optional.of("token/+="));
    return new AwsSettings("eu-west-1", URI.create(endpoint), Optional.of(keys));
  }

  @AfterEach
  void stop() {
    wire.close();
    server.stop(0);
    threads.shutdownNow();
  }

  /// The SDK's signer, asked to sign the same at the same second, comes to the same signature.
  @Test
  void aCallIsSignedAsTheSdkWouldSignIt() throws Exception {
    var body = bytes("{\"TableName\": \"Recording\"}");

    wire.post("GetItem", body, PATIENCE);

    var call = received.remove();
    var moment = LocalDateTime.parse(call.header("X-amz-date"), AMZ_DATE).toInstant(ZoneOffset.UTC);
    var request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://" + call.header("Host") + "/"))
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .putHeader("Content-Length", Integer.toString(body.length))
            .putHeader("X-Amz-Target", "DynamoDB_20120810.GetItem")
            .build();
    var signed =
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(
                        AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", "secret", "token/+="))
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(moment, ZoneOffset.UTC)));
    assertThat(call.body()).isEqualTo("{\"TableName\": \"Recording\"}");
    assertThat(call.header("X-amz-target")).isEqualTo("DynamoDB_20120810.GetItem");
    assertThat(call.header("X-amz-security-token")).isEqualTo("token/+=");
    assertThat(parts(call.header("Authorization")))
        .isEqualTo(parts(signed.request().firstMatchingHeader("Authorization").orElseThrow()));
  }

  @Test
  void bodiesOfAnySizeGoAndComeWhole() throws Exception {
    for (var size : new int[] {0, 1, 16_384, 16_385, 400_000, 1_000_000}) {
      var body = new byte[size];
      for (int n = 0; n < size; n++) {
        body[n] = (byte) ('a' + n % 26);
      }

      assertThat(wire.post("PutItem", body, PATIENCE).body()).as("%d", size).isEqualTo(body);
    }
  }

  @Test
  void whatDynamoDbSaysOfItsAnswerIsHandedOn() throws Exception {
    handler =
        (exchange, body) -> {
          exchange.getResponseHeaders().set("X-Amz-Crc32", "4294967295");
          answer(exchange, 400, bytes("no"));
        };

    var answer = wire.post("GetItem", bytes("{}"), PATIENCE);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(bytes("no"));
    assertThat(answer.crc32()).isEqualTo(4_294_967_295L);
    handler = (exchange, body) -> answer(exchange, 200, body);
    assertThat(wire.post("GetItem", bytes("{}"), PATIENCE).crc32()).isEqualTo(-1);
  }

  @Test
  void anAnswerThatComesTooLateIsNeverTakenForTheNextCalls() throws Exception {
    for (int n = 0; n < 20; n++) {
      var late = n;
      handler =
          (exchange, body) -> {
            Thread.sleep(late % 2 == 0 ? 60 : 2);
            answer(exchange, 200, body);
          };
      var first = bytes("late " + n);
      try {
        assertThat(wire.post("GetItem", first, Duration.ofMillis(30)).body()).isEqualTo(first);
      } catch (IOException tooLate) {
        assertThat(tooLate).hasMessage("no answer within 30 ms");
      }
      handler = (exchange, body) -> answer(exchange, 200, body);
      var next = bytes("next " + n);

      assertThat(wire.post("GetItem", next, PATIENCE).body()).isEqualTo(next);
    }
  }

  @Test
  void callsSideBySideGetTheirOwnAnswers() throws Exception {
    var answers = new ArrayList<Future<byte[]>>();
    for (int n = 0; n < 300; n++) {
      var body = bytes("call " + n);
      answers.add(threads.submit(() -> wire.post("UpdateItem", body, PATIENCE).body()));
    }

    for (int n = 0; n < answers.size(); n++) {
      assertThat(answers.get(n).get()).isEqualTo(bytes("call " + n));
    }
  }

  @Test
  void aConnectionThatBreaksIsNoAnswerAndTheNextCallGetsANewOne() throws Exception {
    handler =
        (exchange, body) -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(bytes("half"));
          exchange.getResponseBody().flush();
          throw new IOException("the server hangs up");
        };

    assertThatThrownBy(() -> wire.post("GetItem", bytes("{}"), PATIENCE))
        .isInstanceOf(IOException.class);

    handler = (exchange, body) -> answer(exchange, 200, body);
    assertThat(wire.post("GetItem", bytes("{}"), PATIENCE).status()).isEqualTo(200);
  }

  /// As after a thaw, or after a restore.
  @Test
  void aConnectionThatNobodyUsedForAMinuteIsNotSpokenInto() throws Exception {
    var ports = new ConcurrentLinkedQueue<Integer>();
    handler =
        (exchange, body) -> {
          ports.add(exchange.getRemoteAddress().getPort());
          answer(exchange, 200, body);
        };
    for (var seconds : new int[] {0, 50, 51, 0, -60}) {
      now = now.plusSeconds(seconds);
      wire.post("GetItem", bytes("{}"), PATIENCE);
    }

    var seen = List.copyOf(ports);
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2)).isNotEqualTo(seen.get(1));
    assertThat(seen.get(3)).isEqualTo(seen.get(2));
    assertThat(seen.get(4)).isNotEqualTo(seen.get(3));
  }

  /// Two are open, and one of them rests while the other is used.
  @Test
  void eachConnectionRestsForItself() throws Exception {
    var first = portsOf(2);
    now = now.plusSeconds(30);
    var used = portsOf(1);
    now = now.plusSeconds(30);

    var after = portsOf(2);

    assertThat(first).hasSize(2).containsAll(used);
    assertThat(after).hasSize(2).containsAll(used);
    assertThat(after)
        .doesNotContainAnyElementsOf(first.stream().filter(n -> !used.contains(n)).toList());
  }

  /// The ports of so many calls that are made at the same time.
  private List<Integer> portsOf(int calls) throws Exception {
    var ports = new ConcurrentLinkedQueue<Integer>();
    var together = new CyclicBarrier(calls);
    handler =
        (exchange, body) -> {
          ports.add(exchange.getRemoteAddress().getPort());
          await(together);
          answer(exchange, 200, body);
        };
    var answers = new ArrayList<Future<?>>();
    for (int n = 0; n < calls; n++) {
      answers.add(threads.submit(() -> wire.post("GetItem", bytes("{}"), PATIENCE)));
    }
    for (var answer : answers) {
      answer.get();
    }
    return List.copyOf(ports);
  }

  private static void await(CyclicBarrier barrier) throws IOException, InterruptedException {
    try {
      barrier.await();
    } catch (BrokenBarrierException stopped) {
      throw new IOException(stopped);
    }
  }

  /// A crowd is gone, and one call at a time keeps one connection.
  @Test
  void whatNobodyNeedsAnyMoreIsClosed() throws Exception {
    var ports = portsOf(5);
    for (int n = 0; n < 10; n++) {
      now = now.plusSeconds(30);
      assertThat(ports).containsAll(portsOf(1));
    }
    now = now.plusSeconds(-300 + 30); // Back to when the others would have been fresh.

    assertThat(portsOf(5)).doesNotContainAnyElementsOf(ports);
  }

  @Test
  void aConnectionThatTheServerEndsIsNotSpokenIntoAgain() throws Exception {
    handler =
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Connection", "close");
          answer(exchange, 200, body);
        };
    for (int n = 0; n < 20; n++) {
      assertThat(wire.post("GetItem", bytes("{}"), PATIENCE).status()).isEqualTo(200);
    }
  }

  @Test
  void whoFindsEveryConnectionLentWaitsForOneAndNoLonger() throws Exception {
    var all = new CountDownLatch(Connections.MOST);
    var go = new CountDownLatch(1);
    handler =
        (exchange, body) -> {
          all.countDown();
          go.await();
          answer(exchange, 200, body);
        };
    var lent = new ArrayList<Future<Wire.Answer>>();
    for (int n = 0; n < Connections.MOST; n++) {
      lent.add(threads.submit(() -> wire.post("GetItem", bytes("{}"), PATIENCE)));
    }
    all.await();

    var impatient = threads.submit(() -> wire.post("GetItem", bytes("{}"), Duration.ofMillis(30)));
    assertThatThrownBy(() -> impatient.get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("no answer within 30 ms");
    assertThat(received).hasSize(Connections.MOST);
    var patient = threads.submit(() -> wire.post("GetItem", bytes("{}"), PATIENCE));
    go.countDown();
    assertThat(patient.get().status()).isEqualTo(200);
    for (var call : lent) {
      assertThat(call.get().status()).isEqualTo(200);
    }
  }

  /// There are 64 connections, and a 65th call finds one whatever became of the others.
  @Test
  void connectionsOfCallsThatFailAreGivenBack() throws Exception {
    handler = (exchange, body) -> Thread.sleep(PATIENCE);
    for (int n = 0; n < 70; n++) {
      assertThatThrownBy(() -> wire.post("GetItem", bytes("{}"), Duration.ofMillis(5)))
          .isInstanceOf(IOException.class);
    }
    handler =
        (exchange, body) -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(bytes("half"));
          exchange.getResponseBody().flush();
          throw new IOException("the server hangs up");
        };
    for (int n = 0; n < 70; n++) {
      assertThatThrownBy(() -> wire.post("GetItem", bytes("{}"), PATIENCE))
          .isInstanceOf(IOException.class);
    }
    handler = (exchange, body) -> answer(exchange, 200, body);

    assertThat(wire.post("GetItem", bytes("{}"), PATIENCE).status()).isEqualTo(200);
  }

  @Test
  void keysThatDoNotComeInTimeAreNoAnswer() {
    var waited = new ConcurrentLinkedQueue<Duration>();
    var never =
        new CompletableFuture<Credentials>() {
          @Override
          public Credentials get(long timeout, TimeUnit unit) throws TimeoutException {
            waited.add(Duration.of(timeout, unit.toChronoUnit()));
            throw new TimeoutException();
          }
        };
    var none = CompletableFuture.<Credentials>failedFuture(new IllegalStateException("none"));
    var endpoint = settings("http://127.0.0.1:" + server.getAddress().getPort());
    try (var waiting = new CrtWire(endpoint, () -> never, () -> now);
        var failing = new CrtWire(endpoint, () -> none, () -> now)) {
      assertThatThrownBy(() -> waiting.post("GetItem", bytes("{}"), Duration.ofMillis(30)))
          .isInstanceOf(IOException.class)
          .hasMessage("no answer within 30 ms");
      assertThatThrownBy(() -> failing.post("GetItem", bytes("{}"), PATIENCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("none");
    }
    assertThat(waited).singleElement().matches(time -> time.compareTo(Duration.ofMillis(30)) <= 0);
    assertThat(received).isEmpty();
  }

  /// Nobody knows who signed its certificate. CRT takes its time to say so, on purpose.
  @Test
  void aServerThatCannotProveWhoItIsGetsNothing(@TempDir Path folder) throws Exception {
    var secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder.resolve("keys.p12"))));
    secure.createContext("/", exchange -> received.add(new Received(Map.of(), "")));
    secure.start();
    try (var wary = wireTo("https://127.0.0.1:" + secure.getAddress().getPort())) {
      assertThatThrownBy(() -> wary.post("GetItem", bytes("{}"), Duration.ofSeconds(2)))
          .isInstanceOf(IOException.class);
    } finally {
      secure.stop(0);
    }
    assertThat(received).isEmpty();
  }

  private static SSLContext selfSigned(Path file) throws Exception {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    var store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aConnectionIsKeptUntilItIsHungUp() throws Exception {
    var ports = new ConcurrentLinkedQueue<Integer>();
    handler =
        (exchange, body) -> {
          ports.add(exchange.getRemoteAddress().getPort());
          answer(exchange, 200, body);
        };
    wire.post("GetItem", bytes("{}"), PATIENCE);
    wire.post("GetItem", bytes("{}"), PATIENCE);
    wire.hangUp();
    wire.post("GetItem", bytes("{}"), PATIENCE);

    var first = ports.remove();
    assertThat(ports.remove()).isEqualTo(first);
    assertThat(ports.remove()).isNotEqualTo(first);
  }

  /// The head and a body of two bytes, or what came of it.
  private static String request(Socket peer) throws IOException {
    var request = new StringBuilder();
    for (int is = peer.getInputStream().read(); is >= 0; is = peer.getInputStream().read()) {
      request.append((char) is);
      if (is == '}') {
        break;
      }
    }
    return request.toString();
  }

  /// Its server sees the end of it.
  @Test
  void aConnectionThatIsLentWhenAllAreHungUpIsClosedWhenItComesBack() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var lending = wireTo("http://127.0.0.1:" + listening.getLocalPort())) {
      listening.setSoTimeout((int) PATIENCE.toMillis());
      var call = threads.submit(() -> lending.post("GetItem", bytes("{}"), PATIENCE));
      try (var peer = listening.accept()) {
        peer.setSoTimeout((int) PATIENCE.toMillis());
        assertThat(request(peer)).endsWith("{}");
        lending.hangUp();
        peer.getOutputStream().write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));

        assertThat(call.get().body()).isEqualTo(bytes("{}"));
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void whereNobodyListensThereIsNoAnswerHoweverOftenOneAsks() {
    try (var nobody = wireTo("http://127.0.0.1:1")) {
      for (int n = 0; n <= Connections.MOST; n++) {
        assertThatThrownBy(() -> nobody.post("GetItem", bytes("{}"), Duration.ofSeconds(5)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("refused");
      }
    }
  }

  /// It is never spoken to in clear where the endpoint says https.
  @Test
  void whereHttpsIsAskedForAServerWithoutItGetsNothing() {
    try (var secure = wireTo("https://127.0.0.1:" + server.getAddress().getPort())) {
      assertThatThrownBy(() -> secure.post("GetItem", bytes("{}"), Duration.ofSeconds(2)))
          .isInstanceOf(IOException.class);
    }
    assertThat(received).isEmpty();
  }

  private static List<String> parts(String authorization) {
    return List.of(authorization.split(",? "));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
