package ivs.recordings.handler.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.model.webhook.AttemptResult;
import ivs.recordings.model.webhook.AttemptResult.Unreachable;
import ivs.recordings.model.webhook.AttemptResult.Verdict;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receiver is who its name says, or nothing is sent.
final class EndpointTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;

  private final AtomicInteger received = new AtomicInteger();

  /// A key with a certificate that it signed itself.
  private KeyStore key(String name) throws Exception {
    var file = folder.resolve(name + ".p12");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "receiver",
            "-keyalg",
            "EC",
            "-validity",
            "2",
            "-dname",
            "CN=" + name,
            "-ext",
            "SAN=dns:" + name,
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static SSLContext context(KeyStore key) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key, PASSWORD);
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(key);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private AttemptResult send(SSLContext ofReceiver, DefaultClientTlsStrategy ofClient)
      throws Exception {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ofReceiver));
    server.createContext(
        "/",
        exchange -> {
          received.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      var client =
          new EndpointClient(
              new WebhookGuard(true, _ -> new InetAddress[] {InetAddress.getLoopbackAddress()}),
              ofClient);
      var url = "https://localhost:%d/hook".formatted(server.getAddress().getPort());
      var now = Instant.parse("2026-11-20T12:00:00Z");
      return client.post(url, Map.of(), "{}", now, Duration.ofSeconds(10));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCertificateOfTheNameThatIsTrustedIsAccepted() throws Exception {
    var context = context(key("localhost"));

    assertThat(send(context, new DefaultClientTlsStrategy(context)).verdict())
        .isEqualTo(Verdict.DELIVERED);
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefused() throws Exception {
    var context = context(key("localhost"));

    assertThat(send(context, DefaultClientTlsStrategy.createDefault()))
        .isInstanceOf(Unreachable.class);
    assertThat(received).hasValue(0);
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws Exception {
    var context = context(key("other.example.com"));

    assertThat(send(context, new DefaultClientTlsStrategy(context)))
        .isInstanceOf(Unreachable.class);
    assertThat(received).hasValue(0);
  }
}
