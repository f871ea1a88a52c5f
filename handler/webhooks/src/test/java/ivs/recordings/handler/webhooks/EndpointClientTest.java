package ivs.recordings.handler.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.model.webhook.AttemptResult;
import ivs.recordings.model.webhook.AttemptResult.Answered;
import ivs.recordings.model.webhook.AttemptResult.TimedOut;
import ivs.recordings.model.webhook.AttemptResult.Unreachable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Receivers that mean harm, on sockets of this machine.
final class EndpointClientTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// More than the buffers of two sockets hold.
  private static final long MUCH = 64 << 20;

  private final EndpointClient client =
      new EndpointClient(new WebhookGuard(true, InetAddress::getAllByName));

  /// What a receiver sends, for as long as it can.
  private interface Answer {
    void to(OutputStream output) throws IOException;
  }

  /// Answers one request, and notes how much of the answer was taken.
  private static final class RawReceiver implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicLong taken = new AtomicLong();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    RawReceiver(Answer answer) throws IOException {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(() -> {
            try (var socket = server.accept()) {
              readRequest(socket);
              answer.to(new Counted(socket.getOutputStream(), taken));
              end.complete(socket.getInputStream().read() < 0 ? "closed" : "more came");
            } catch (IOException reset) {
              end.complete("reset");
            }
          });
    }

    private static void readRequest(Socket socket) throws IOException {
      var request = new StringBuilder();
      while (request.indexOf("\r\n\r\n{}") < 0) {
        request.append((char) socket.getInputStream().read());
      }
    }

    String url() {
      return "http://127.0.0.1:%d/hook".formatted(server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static final class Counted extends OutputStream {
    private final OutputStream output;
    private final AtomicLong taken;

    private Counted(OutputStream output, AtomicLong taken) {
      this.output = output;
      this.taken = taken;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      output.write(bytes);
      taken.addAndGet(bytes.length);
    }
  }

  private AttemptResult post(String url, Duration patience) {
    return client.post(url, Map.of("webhook-id", "e1"), "{}", NOON, patience);
  }

  private static void endlessly(OutputStream output, String text) throws IOException {
    while (true) {
      output.write(text.repeat(1024).getBytes(US_ASCII));
    }
  }

  /// A receiver that sees a reset logs an error.
  @Test
  void theConnectionIsClosedInOrderAfterAWholeAnswer() throws Exception {
    for (var answer :
        List.of(
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n")) {
      try (var receiver = new RawReceiver(output -> output.write(answer.getBytes(US_ASCII)))) {
        assertThat(post(receiver.url(), PATIENCE)).isInstanceOf(Answered.class);
        assertThat(receiver.end.get(10, TimeUnit.SECONDS)).as(answer).isEqualTo("closed");
      }
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOffAfter64Kilobytes() throws Exception {
    try (var receiver =
        new RawReceiver(output -> {
          output.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
          endlessly(output, "0123456789abcdef");
        })) {
      assertThat(post(receiver.url(), PATIENCE)).isInstanceOf(Answered.class);
      assertThat(receiver.taken).hasValueLessThan(MUCH);
    }
  }

  @Test
  void chunksWithoutEndAreCutOffToo() throws Exception {
    try (var receiver =
        new RawReceiver(output -> {
          output.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
          endlessly(output, "10\r\n0123456789abcdef\r\n");
        })) {
      assertThat(post(receiver.url(), PATIENCE)).isInstanceOf(Answered.class);
      assertThat(receiver.taken).hasValueLessThan(MUCH);
    }
  }

  @Test
  void aHeaderWithoutEndIsAFault() throws Exception {
    try (var receiver =
        new RawReceiver(output -> {
          output.write("HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII));
          endlessly(output, "0123456789abcdef");
        })) {
      assertThat(post(receiver.url(), PATIENCE)).isInstanceOf(Unreachable.class);
      assertThat(receiver.taken).hasValueLessThan(MUCH);
    }
  }

  @Test
  void headersWithoutEndAreAFault() throws Exception {
    try (var receiver =
        new RawReceiver(output -> {
          output.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
          endlessly(output, "X: 0123456789abcdef\r\n");
        })) {
      assertThat(post(receiver.url(), PATIENCE)).isInstanceOf(Unreachable.class);
      assertThat(receiver.taken).hasValueLessThan(MUCH);
    }
  }

  @Test
  void interimAnswersWithoutEndAreATimeout() throws Exception {
    try (var receiver =
        new RawReceiver(output -> endlessly(output, "HTTP/1.1 102 Processing\r\n\r\n"))) {
      assertThat(post(receiver.url(), Duration.ofMillis(700))).isInstanceOf(TimedOut.class);
    }
  }

  /// Byte by byte, so that each read succeeds in time.
  @Test
  void aHeadThatDripsIsATimeoutOfTheWhole() throws Exception {
    try (var receiver =
        new RawReceiver(output -> {
          for (var letter : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII)) {
            output.write(letter);
            pause();
          }
        })) {
      var begin = System.nanoTime();

      assertThat(post(receiver.url(), Duration.ofMillis(700))).isInstanceOf(TimedOut.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aNameThatIsLookedUpForeverIsATimeout() {
    var slow =
        new EndpointClient(
            new WebhookGuard(
                true,
                _ -> {
                  for (var i = 0; i < 50; i++) {
                    pause();
                  }
                  return new InetAddress[0];
                }));

    assertThat(slow.post("https://a.example.com/", Map.of(), "{}", NOON, Duration.ofMillis(300)))
        .isInstanceOf(TimedOut.class);
  }

  /// The name leads elsewhere from the second look-up on, and to the resolver of the machine, too.
  @Test
  void theConnectionIsMadeToTheAddressThatWasChecked() throws Exception {
    assumeTrue(
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux"),
        "only Linux has a second address of this machine");
    var checked = InetAddress.getByName("127.0.0.2");
    var asked = new AtomicInteger();
    try (var good = new LocalReceiver(checked, 0);
        var bad = new LocalReceiver(InetAddress.getByName("127.0.0.1"), good.port())) {
      var rebound =
          new EndpointClient(
              new WebhookGuard(
                  true,
                  _ -> {
                    var first = asked.getAndIncrement() == 0;
                    return new InetAddress[] {first ? checked : InetAddress.getByName("127.0.0.1")};
                  }));

      var result =
          rebound.post(
              "http://localhost:%d/hook".formatted(good.port()), Map.of(), "{}", NOON, PATIENCE);

      assertThat(result.verdict()).isEqualTo(AttemptResult.Verdict.DELIVERED);
      assertThat(asked).hasValue(1);
      assertThat(good.received()).hasSize(1);
      assertThat(bad.received()).isEmpty();
    }
  }

  /// A second reader could take the path for another host.
  @Test
  void whatIsAskedForIsSentAsItStands() throws Exception {
    try (var receiver = new LocalReceiver()) {
      var path = "//evil.example.com/a/../b;c?d=%2F&e=//f";
      var base = "http://127.0.0.1:" + receiver.port();

      assertThat(post(base + path, PATIENCE).verdict()).isEqualTo(AttemptResult.Verdict.DELIVERED);
      assertThat(receiver.received().getFirst().path()).isEqualTo(path);
      assertThat(receiver.received().getFirst().header("host"))
          .isEqualTo("127.0.0.1:" + receiver.port());
    }
  }

  @Test
  void aConnectionThatIsRefusedIsUnreachable() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(post("http://127.0.0.1:" + port, PATIENCE)).isInstanceOf(Unreachable.class);
    assertThat(catchThrowable(() -> post("no address", PATIENCE))).isNull();
  }
}
