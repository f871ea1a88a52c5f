package ivs.recordings.local.samples;

import java.time.Instant;
import java.util.List;

/// One entry of a PutEvents call.
///
/// @param detail JSON text
/// @param time when it happened, as IVS would say
public record TestEvent(
    String source, String detailType, String detail, List<String> resources, Instant time) {
  public TestEvent {
    resources = List.copyOf(resources);
  }
}
