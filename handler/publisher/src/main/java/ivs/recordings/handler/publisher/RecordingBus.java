package ivs.recordings.handler.publisher;

import ivs.recordings.handler.runtime.DeadlineExceededException;
import ivs.recordings.handler.runtime.ServiceClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// The event bus that domain events are put on.
final class RecordingBus {
  /// EventBridge refuses single entries when it is throttled or has a fault of its own, and both
  /// pass within moments or not at all; after that the stream's own retries follow.
  private static final int TRIES = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final EventBridgeClient client;
  private final String name;
  private final Consumer<Duration> pause;

  /// @param name of the bus
  /// @param pause waits between two tries
  RecordingBus(EventBridgeClient client, String name, Consumer<Duration> pause) {
    this.client = client;
    this.name = name;
    this.pause = pause;
  }

  static EventBridgeClient client(ExecutionInterceptor interceptor) {
    return ServiceClients.client(EventBridgeClient.builder(), interceptor);
  }

  /// Sends what fits in one request. Entries that are refused are sent again, a few times.
  ///
  /// @return what was not accepted, with the reason
  Map<BusEntry, String> put(List<BusEntry> request) {
    var left = request;
    Map<BusEntry, String> refused = new HashMap<>();
    for (var attempt = 1; attempt <= TRIES && !left.isEmpty(); attempt++) {
      if (attempt > 1) {
        pause.accept(FIRST_PAUSE.multipliedBy(1L << (attempt - 2)));
      }
      refused.clear();
      var isOver = putOnce(left, refused);
      left = left.stream().filter(refused::containsKey).toList();
      if (isOver) {
        break;
      }
    }
    return refused;
  }

  /// Whether another try would be in vain: the client has tried as often as it may.
  private boolean putOnce(List<BusEntry> entries, Map<BusEntry, String> refused) {
    try {
      var sent = entries.stream().map(entry -> entry.on(name)).toList();
      var answer = client.putEvents(put -> put.entries(sent));
      note(entries, answer, refused);
      return false;
    } catch (SdkException | DeadlineExceededException failed) {
      entries.forEach(entry -> refused.put(entry, reason(failed)));
      return true;
    }
  }

  /// The answer has an entry for each of the request, in the same order.
  private static void note(
      List<BusEntry> entries, PutEventsResponse answer, Map<BusEntry, String> refused) {
    for (var i = 0; i < entries.size(); i++) {
      var result =
          i < answer.entries().size()
              ? answer.entries().get(i)
              : PutEventsResultEntry.builder().errorCode("NoAnswer").build();
      if (result.eventId() == null) {
        refused.put(entries.get(i), String.valueOf(result.errorCode()));
      }
    }
  }

  private static String reason(RuntimeException failed) {
    return failed instanceof AwsServiceException service
            && service.awsErrorDetails() != null
            && service.awsErrorDetails().errorCode() != null
        ? service.awsErrorDetails().errorCode()
        : failed.getClass().getSimpleName();
  }
}
