package ivs.recordings.local;

import static ivs.recordings.local.LibraryClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.template.ProjectTemplate;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// From a domain event on the bus to a receiver on this machine, through the packaged functions.
final class EmbeddedWebhooksTest {
  private static final String EVENT =
      """
      {"id": "e1", "type": "recording.available", "timestamp": "2026-11-20T12:00:00Z",
       "data": {"recordingId": "r", "version": 3, "profileId": "anna", "source": "UPLOAD"}}
      """;

  private static final EmbeddedSystem.Options OPTIONS =
      new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of())
          .withoutStreams()
          .withLocalWebhooks();

  @Test
  void anOwnerIsNotifiedOfItsRecordingAndTheLogSaysSo() throws Exception {
    try (var receiver = new SignedReceiver();
        var system = EmbeddedSystem.start(OPTIONS)) {
      var client = new LibraryClient(system);
      var added = json(client.post("anna", "/v1/webhooks", body(receiver, "/anna")), 201);
      receiver.expect("/anna", added.path("secret").asText());
      json(client.post("ben", "/v1/webhooks", body(receiver, "/ben")), 201);
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

      assertThat(receiver.verified("/anna")).containsExactly("e1");
      assertThat(receiver.refused()).as("requests of another").isZero();
      var log = "/v1/webhooks/%s/deliveries".formatted(added.path("id").asText());
      assertThat(json(client.get("anna", log), 200).path("items"))
          .extracting(item -> item.path("state").asText())
          .containsExactly("DELIVERED");
    }
  }

  /// An address may hold a token, a body what is private, and a message anything.
  @Test
  void theLogHoldsNoAddressNoSecretAndNoBody() throws Exception {
    try (var receiver = new SignedReceiver();
        var system = EmbeddedSystem.start(OPTIONS)) {
      var client = new LibraryClient(system);
      var added = json(client.post("anna", "/v1/webhooks", body(receiver, "/in?token=t0ken")), 201);
      var secret = added.path("secret").asText();
      receiver.expect("/in", secret);
      json(client.post("anna", "/v1/webhooks", "{\"url\": \"http://127.0.0.1:1/t0ken\"}"), 201);
      var sqs = system.parts().queues().sqs();
      var queue = sqs.getQueueUrl(get -> get.queueName("WebhookQueue")).queueUrl();
      sqs.sendMessage(send -> send.queueUrl(queue).messageBody(envelope("A t1tle")));
      sqs.sendMessage(send -> send.queueUrl(queue).messageBody("{\"task\": \"t2sk"));

      var log =
          awaitLog(
              system,
              "\"effect\":\"delivered\"",
              "\"effect\":\"unreachable\"",
              "\"effect\":\"failed\"",
              "\"eventId\":\"e1\"",
              "\"WebhookAttempts\"",
              "\"WebhookFaults\"");

      assertThat(log).doesNotContain(secret, secret.substring(6, 20), "t0ken", "t1tle", "t2sk");
    }
  }

  private static String envelope(String title) {
    var titled = "\"title\": \"%s\", \"version\"".formatted(title);
    return "{\"detail\": %s}".formatted(EVENT.replace("\"version\"", titled));
  }

  private static String awaitLog(EmbeddedSystem system, String... parts) throws Exception {
    var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      var log = Files.readString(system.functionLog().orElseThrow());
      if (Stream.of(parts).allMatch(log::contains)) {
        return log;
      }
      assertThat(System.nanoTime()).as(log).isLessThan(until);
      Thread.sleep(200);
    }
  }

  private static String body(SignedReceiver receiver, String path) {
    return "{\"url\": \"%s\"}".formatted(receiver.url(path));
  }
}
