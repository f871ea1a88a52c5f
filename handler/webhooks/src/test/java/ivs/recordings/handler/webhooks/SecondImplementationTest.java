package ivs.recordings.handler.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ivs.recordings.store.LocalTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Signatures are verified by code of another language, where this machine has one.
final class SecondImplementationTest {
  private static final String PYTHON =
      """
      import base64, hashlib, hmac, sys
      key, id, timestamp, body = sys.argv[1:5]
      secret = base64.b64decode(key[len("whsec_"):])
      signed = (id + "." + timestamp + "." + body).encode("utf-8")
      print("v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode())
      """;

  private static final String NODE =
      """
      const [key, id, timestamp, body] = process.argv.slice(1);
      const secret = Buffer.from(key.slice("whsec_".length), "base64");
      const hmac = require("crypto").createHmac("sha256", secret);
      console.log("v1," + hmac.update(`${id}.${timestamp}.${body}`).digest("base64"));
      """;

  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  @Test
  void pythonVerifiesADelivery() throws Exception {
    checkADelivery(List.of("python3", "-c", PYTHON));
  }

  @Test
  void nodeVerifiesADelivery() throws Exception {
    checkADelivery(List.of("node", "-e", NODE));
  }

  /// What came to a receiver, header by header.
  private static void checkADelivery(List<String> program) throws Exception {
    assumeTrue(isThere(program.getFirst()), program.getFirst() + " is not on this machine");
    var system = new SenderFixture(LOCAL);
    try (var receiver = new LocalReceiver()) {
      system.endpoint("Zoë", "we-1", receiver.url());
      system.event("e1", "recording.available", "Zoë");
      system.drain();

      var request = receiver.received().getFirst();
      assertThat(request.body()).contains("Zoë");
      var arguments = new ArrayList<>(program);
      arguments.add(SenderFixture.KEY);
      arguments.add(request.header("webhook-id"));
      arguments.add(request.header("webhook-timestamp"));
      arguments.add(request.body());
      assertThat(output(arguments)).isEqualTo(request.header("webhook-signature"));
    }
  }

  @Test
  void pythonComputesTheSameSignatures() throws Exception {
    check(List.of("python3", "-c", PYTHON));
  }

  @Test
  void nodeComputesTheSameSignatures() throws Exception {
    check(List.of("node", "-e", NODE));
  }

  private static void check(List<String> program) throws Exception {
    assumeTrue(isThere(program.getFirst()), program.getFirst() + " is not on this machine");
    var seed = Long.getLong("webhooks.seed", System.nanoTime());
    System.out.println("webhooks.seed=" + seed);
    var random = new Random(seed);
    for (var round = 0; round < 5; round++) {
      var bytes = new byte[24 + random.nextInt(41)];
      random.nextBytes(bytes);
      var key = "whsec_" + Base64.getEncoder().encodeToString(bytes);
      var now = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000));
      var body = "{\"title\":\"Zoë \\u2013 日本 %d\"}".formatted(random.nextInt());
      var arguments = new ArrayList<>(program);
      arguments.addAll(List.of(key, "e" + round, Long.toString(now.getEpochSecond()), body));
      assertThat(output(arguments))
          .as("seed %d", seed)
          .isEqualTo(EndpointKeys.signed(key, "e" + round, now, body));
    }
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      var process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    var process = builder.start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(20, TimeUnit.SECONDS);
    return text.strip();
  }
}
