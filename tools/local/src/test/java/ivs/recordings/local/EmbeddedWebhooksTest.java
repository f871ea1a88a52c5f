package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.local.template.ProjectTemplate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// From a domain event on the bus to a receiver on this machine, through the packaged functions.
final class EmbeddedWebhooksTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String EVENT =
      """
      {"id": "e1", "type": "recording.available", "timestamp": "2026-11-20T12:00:00Z",
       "data": {"recordingId": "r", "version": 3, "profileId": "anna", "source": "UPLOAD"}}
      """;

  private record Notified(String id, String timestamp, String signature, String body) {}

  @Test
  void anOwnerIsNotifiedOfItsRecordingAndTheLogSaysSo() throws Exception {
    var notified = new CopyOnWriteArrayList<Notified>();
    var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          notified.add(
              new Notified(
                  String.valueOf(headers.getFirst("webhook-id")),
                  String.valueOf(headers.getFirst("webhook-timestamp")),
                  String.valueOf(headers.getFirst("webhook-signature")),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    var options =
        new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of())
            .withoutStreams()
            .withLocalWebhooks();
    try (var system = EmbeddedSystem.start(options)) {
      var client = new LibraryClient(system);
      var url = "http://127.0.0.1:%d/in".formatted(receiver.getAddress().getPort());
      var added =
          json(client.post("anna", "/v1/webhooks", "{\"url\": \"%s\"}".formatted(url)).body());
      client.post("ben", "/v1/webhooks", "{\"url\": \"%s\"}".formatted(url));
      try (var bus = AnyRequest.asks(system.endpoint(), EventBridgeClient.builder())) {
        var entry =
            PutEventsRequestEntry.builder()
                .eventBusName("RecordingBus")
                .source("ivs.recordings")
                .detailType("recording.available")
                .detail(EVENT)
                .build();
        assertThat(bus.putEvents(put -> put.entries(entry)).failedEntryCount()).isZero();
      }

      system.awaitQuiet(Duration.ofSeconds(60));

      assertThat(notified).extracting(Notified::id).containsExactly("e1");
      var secret = added.path("secret").asText();
      for (var one : notified) {
        assertThat(one.signature()).isEqualTo(signature(secret, one));
        assertThat(json(one.body()).path("data").path("profileId").asText()).isEqualTo("anna");
      }
      var log =
          json(
              client
                  .get("anna", "/v1/webhooks/%s/deliveries".formatted(added.path("id").asText()))
                  .body());
      var states = new ArrayList<String>();
      log.path("items").forEach(item -> states.add(item.path("state").asText()));
      assertThat(states).hasSameSizeAs(List.copyOf(notified)).containsOnly("DELIVERED");
    } finally {
      receiver.stop(0);
    }
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text);
  }

  private static String signature(String secret, Notified one) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), mac.getAlgorithm()));
    var signed = "%s.%s.%s".formatted(one.id(), one.timestamp(), one.body());
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }
}
