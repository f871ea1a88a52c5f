package ivs.recordings.cli.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The commands against the embedded system, with a receiver on this machine.
@ExtendWith(SharedSystem.class)
class WebhookCommandTest {
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer receiver;
  private volatile int status = 204;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id")));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:%d/hook".formatted(receiver.getAddress().getPort());
  }

  @Test
  void aWebhookIsAddedTestedListedAndRemoved(Operator operator) throws Exception {
    var added = operator.json("webhook add --url %s --type recording.available", url());
    var id = added.path("id").asText();
    assertThat(added.fieldNames()).toIterable().containsExactly("id", "secret");
    assertThat(added.path("secret").asText()).startsWith("whsec_");

    var test = operator.run("webhook test " + id);
    assertThat(test.err()).isEmpty();
    assertThat(test.out()).isEqualTo("delivered 204\n");
    assertThat(received).hasSize(1);
    var log = operator.json("webhook log " + id);
    assertThat(log).hasSize(1);
    var delivery = log.get(0).path("id").asText();
    assertThat(log.get(0).path("state").asText()).isEqualTo("DELIVERED");

    assertThat(operator.run("webhook resend %s %s", id, delivery).exitCode()).isZero();
    operator.awaitQuiet();
    assertThat(operator.run("webhook replay %s --since 2026-01-01", id).exitCode()).isZero();
    operator.awaitQuiet();
    assertThat(received).hasSize(3).containsOnly(received.getFirst());

    assertThat(operator.run("webhook list").out()).contains(id, "ENABLED", "recording.available");
    var rotated = operator.json("webhook rotate " + id);
    assertThat(rotated.path("secret").asText())
        .startsWith("whsec_")
        .isNotEqualTo(added.path("secret").asText());
    assertThat(operator.run("webhook enable %s --off", id).out()).isEqualTo(id + " is disabled\n");
    var disabled = operator.run("webhook test " + id);
    assertThat(disabled.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(disabled.complaint()).contains("The webhook is disabled");
    assertThat(operator.run("webhook enable " + id).out()).isEqualTo(id + " is enabled\n");
    assertThat(operator.run("webhook remove " + id).out()).isEqualTo(id + " is removed\n");
    var gone = operator.run("webhook log " + id);
    assertThat(gone.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(gone.complaint()).contains("webhook list");
  }

  @Test
  void aTestThatIsNotAcceptedSaysWhy(Operator operator) throws Exception {
    status = 410;
    var id = operator.json("webhook add --url %s --owner anna", url()).path("id").asText();

    var test = operator.run("webhook test %s --owner anna", id);

    assertThat(test.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(test.out()).isEqualTo("gone 410\n");
    assertThat(operator.json("webhook list --owner anna").get(0).path("state").asText())
        .isEqualTo("GONE");
    assertThat(operator.run("webhook log " + id).exitCode())
        .as("it is not the operators' own")
        .isEqualTo(ExitCode.NOT_FOUND.code());
    operator.run("webhook remove %s --owner anna", id);
  }

  @Test
  void anAddressThatIsNotPublicIsRefused(Operator operator) {
    var refused = operator.run("webhook add --url https://10.0.0.1/hook");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(refused.complaint()).contains("must have a name of DNS");
  }
}
