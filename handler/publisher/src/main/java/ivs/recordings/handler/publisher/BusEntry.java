package ivs.recordings.handler.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import ivs.recordings.model.library.DomainEvent;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// A domain event as an entry of PutEvents.
///
/// @param sequenceNumber of the record that led to it
/// @param detail JSON
record BusEntry(String sequenceNumber, DomainEvent event, String detail) {
  static final String SOURCE = "ivs.recordings";

  /// PutEvents takes no more entries in one request.
  static final int MOST_ENTRIES = 10;

  /// PutEvents takes 256 KB in one request, counted as [#bytes] does. We stay below it.
  static final int MOST_BYTES = 250_000;

  /// What EventBridge counts for the time.
  private static final int BYTES_OF_A_TIME = 14;

  static BusEntry of(StreamChange.Told told) {
    return new BusEntry(told.sequenceNumber(), told.event(), DomainEventJson.of(told.event()));
  }

  /// What EventBridge counts.
  int bytes() {
    return BYTES_OF_A_TIME
        + SOURCE.length()
        + event.type().word().length()
        + detail.getBytes(UTF_8).length;
  }

  PutEventsRequestEntry on(String bus) {
    return PutEventsRequestEntry.builder()
        .eventBusName(bus)
        .source(SOURCE)
        .detailType(event.type().word())
        .time(event.timestamp())
        .detail(detail)
        .build();
  }

  /// Splits entries into requests that EventBridge takes, in their order.
  static List<List<BusEntry>> requests(List<BusEntry> entries) {
    List<List<BusEntry>> requests = new ArrayList<>();
    List<BusEntry> request = new ArrayList<>();
    var bytes = 0;
    for (var entry : entries) {
      var isFull = request.size() == MOST_ENTRIES || bytes + entry.bytes() > MOST_BYTES;
      if (isFull && !request.isEmpty()) {
        requests.add(request);
        request = new ArrayList<>();
        bytes = 0;
      }
      request.add(entry);
      bytes += entry.bytes();
    }
    if (!request.isEmpty()) {
      requests.add(request);
    }
    return requests;
  }
}
