package ivs.recordings.cli.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// One event to send, and where it was found.
///
/// @param file as the person named it
/// @param number its place in the file, from 1
/// @param asTestEvent whether it was an event of IVS, and is sent as a test event instead
public record EventEntry(
    String file, int number, PutEventsRequestEntry event, boolean asTestEvent) {
  /// What a time adds to the size of an entry, by EventBridge's rules.
  private static final int BYTES_OF_A_TIME = 14;

  /// What it adds to the size of a request, by the same rules.
  int bytes() {
    int bytes = event.time() == null ? 0 : BYTES_OF_A_TIME;
    bytes += bytes(event.source()) + bytes(event.detailType()) + bytes(event.detail());
    return event.resources().stream().mapToInt(EventEntry::bytes).reduce(bytes, Math::addExact);
  }

  private static int bytes(String text) {
    return Optional.ofNullable(text).orElse("").getBytes(StandardCharsets.UTF_8).length;
  }
}
