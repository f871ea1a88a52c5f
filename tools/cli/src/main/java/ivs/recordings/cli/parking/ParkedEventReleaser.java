package ivs.recordings.cli.parking;

import ivs.recordings.cli.runtime.Target;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.ParkedEventTable;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Lets parked events in again.
///
/// Each is sent to the queue as it came and only then removed. A crash in between sends it twice,
/// which changes nothing, and never loses it. The message says that it was released, so that the
/// function counts it as such and does not take its age for the way's.
public final class ParkedEventReleaser implements AutoCloseable {
  private static final Map<String, MessageAttributeValue> RELEASED =
      Map.of(
          "released",
          MessageAttributeValue.builder().dataType("String").stringValue("true").build());

  private final ParkedEventTable parked;
  private final SqsClient sqs;
  private final String queue;

  private ParkedEventReleaser(ParkedEventTable parked, SqsClient sqs, String queue) {
    this.parked = parked;
    this.sqs = sqs;
    this.queue = queue;
  }

  public static ParkedEventReleaser to(Target target, ParkedEventTable parked) {
    var sqs = target.sqs();
    try {
      return new ParkedEventReleaser(parked, sqs, target.queueUrl("RecordingEvents", sqs));
    } catch (RuntimeException broken) {
      sqs.close();
      throw broken;
    }
  }

  /// Releases all that waits for one cause, and says how many that was. Without any it makes no
  /// connection to the queue.
  public static int of(String cause, Target target, ParkedEventTable parked) {
    var waiting = parked.waitingFor(cause);
    if (waiting.isEmpty()) {
      return 0;
    }
    try (var release = to(target, parked)) {
      release.all(waiting);
    }
    return waiting.size();
  }

  void all(List<ParkedEvent> waiting) {
    waiting.forEach(this::one);
  }

  public void one(ParkedEvent event) {
    sqs.sendMessage(
        message -> message.queueUrl(queue).messageBody(event.event()).messageAttributes(RELEASED));
    parked.remove(event);
  }

  @Override
  public void close() {
    sqs.close();
  }
}
