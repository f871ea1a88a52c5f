package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.template.ProjectTemplate;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// A process that notifies twenty endpoints of many events through the embedded system, checks that
/// each got each and that the log says so, and prints how long it took and what it needed.
final class WebhookLoad {
  /// An owner has no more.
  static final int ENDPOINTS = 20;

  private static final int PUT_AT_ONCE = 10;
  private static final int PAGE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /// An endpoint, and where it is received.
  private record Endpoint(String id, String path) {}

  private final EmbeddedSystem system;
  private final SignedReceiver receiver;
  private final LibraryClient client;
  private final int events;

  private WebhookLoad(EmbeddedSystem system, SignedReceiver receiver, int events) {
    this.system = system;
    this.receiver = receiver;
    this.client = new LibraryClient(system);
    this.events = events;
  }

  /// Takes the number of events.
  public static void main(String[] arguments) throws Exception {
    var events = Integer.parseInt(arguments[0]);
    var options =
        new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of())
            .withLocalWebhooks();
    try (var receiver = new SignedReceiver();
        var system = EmbeddedSystem.start(options)) {
      System.out.println(new WebhookLoad(system, receiver, events).run());
    }
    System.exit(0); // Threads of the engines outlive them.
  }

  private String run() throws Exception {
    var endpoints = new ArrayList<Endpoint>();
    for (var number = 0; number < ENDPOINTS; number++) {
      endpoints.add(add("/in/" + number));
    }
    var begin = System.nanoTime();
    put();
    system.awaitQuiet(PATIENCE);
    var seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
    for (var endpoint : endpoints) {
      assertThat(receiver.verified(endpoint.path())).as(endpoint.path()).hasSize(events);
      assertThat(states(endpoint)).hasSize(events).containsOnly("DELIVERED");
    }
    assertThat(receiver.refused()).isZero();
    var deliveries = ENDPOINTS * events;
    return "%d deliveries of %d requests, %.1f s, %.0f a second, heap of %d MB after the last collection"
        .formatted(
            deliveries, receiver.requests(), seconds, deliveries / seconds, megabytesCollected());
  }

  private Endpoint add(String path) throws Exception {
    var body = "{\"url\": \"%s\"}".formatted(receiver.url(path));
    var added = LibraryClient.json(client.post("anna", "/v1/webhooks", body), 201);
    receiver.expect(path, added.path("secret").asText());
    return new Endpoint(added.path("id").asText(), path);
  }

  private void put() {
    try (var bus = AnyRequest.asks(system.endpoint(), EventBridgeClient.builder())) {
      for (var from = 0; from < events; from += PUT_AT_ONCE) {
        var entries =
            IntStream.range(from, Math.min(from + PUT_AT_ONCE, events))
                .mapToObj(WebhookLoad::entry)
                .toList();
        assertThat(bus.putEvents(put -> put.entries(entries)).failedEntryCount()).isZero();
      }
    }
  }

  private static PutEventsRequestEntry entry(int number) {
    return PutEventsRequestEntry.builder()
        .eventBusName("RecordingBus")
        .source("ivs.recordings")
        .detailType("recording.available")
        .detail(
            """
            {"id": "e%1$d", "type": "recording.available", "timestamp": "2026-11-20T12:00:00Z",
             "data": {"recordingId": "r%1$d", "version": 3, "profileId": "anna", "source": "UPLOAD"}}
            """
                .formatted(number))
        .build();
  }

  private List<String> states(Endpoint endpoint) throws Exception {
    var states = new ArrayList<String>();
    var log = "/v1/webhooks/%s/deliveries?limit=%d".formatted(endpoint.id(), PAGE);
    for (var cursor = Optional.of(""); cursor.isPresent(); ) {
      var page = LibraryClient.json(client.get("anna", log + cursor.get()), 200);
      page.path("items").forEach(item -> states.add(item.path("state").asText()));
      cursor = Optional.ofNullable(page.get("nextCursor")).map(next -> "&cursor=" + next.asText());
    }
    return states;
  }

  private static long megabytesCollected() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .map(MemoryPoolMXBean::getCollectionUsage)
            .filter(usage -> usage != null)
            .mapToLong(MemoryUsage::getUsed)
            .sum()
        >> 20;
  }
}
