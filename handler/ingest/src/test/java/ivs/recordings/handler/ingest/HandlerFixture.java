package ivs.recordings.handler.ingest;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// A handler with a queue in front of it: hands it batches as Lambda does and tells what it would
/// have kept.
public final class HandlerFixture {
  public static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PROFILE_TABLE", "Profile",
          "STREAM_SESSION_TABLE", "StreamSession",
          "RECORDING_TABLE", "Recording",
          "RECORDING_STREAM_TABLE", "RecordingStream",
          "PARKED_EVENT_TABLE", "ParkedEvent");

  private final RecordingStatusHandler handler;
  private final AtomicInteger messages = new AtomicInteger();

  public HandlerFixture(DynamoDbClient dynamo) {
    this(dynamo, ENVIRONMENT);
  }

  public HandlerFixture(DynamoDbClient dynamo, Map<String, String> environment) {
    this.handler =
        new RecordingStatusHandler(
            environment,
            deadlines -> UnsteadyDynamo.punctual(dynamo, deadlines),
            Clock.systemUTC(),
            Thread::startVirtualThread);
  }

  /// A handler with an IVS of its own.
  HandlerFixture(DynamoDbClient dynamo, Compositions compositions) {
    this.handler =
        new RecordingStatusHandler(
            ENVIRONMENT,
            deadlines -> UnsteadyDynamo.punctual(dynamo, deadlines),
            _ -> compositions,
            Clock.systemUTC(),
            Thread::startVirtualThread);
  }

  /// Says whose a channel is.
  public static void link(DynamoDbClient dynamo, String channel, String profile) {
    Tables.of(dynamo, TableNames.PLAIN, Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                new SourceArn(channel),
                new ProfileId(profile),
                Optional.empty(),
                Optional.empty()));
  }

  /// The bodies that the batch's answer asks SQS to keep.
  public List<String> hand(String... bodies) {
    return hand(1, List.of(bodies), Duration.ofSeconds(30));
  }

  /// What it does while the invocation's time runs out.
  List<String> handWhile(Supplier<Duration> remaining, String... bodies) {
    return hand(1, List.of(bodies), remaining);
  }

  public List<String> handAgain(String... bodies) {
    return hand(2, List.of(bodies), Duration.ofSeconds(30));
  }

  public List<String> hand(int delivery, List<String> bodies, Duration remaining) {
    return hand(delivery, bodies, () -> remaining);
  }

  private List<String> hand(int delivery, List<String> bodies, Supplier<Duration> remaining) {
    var batch = bodies.stream().map(body -> message(nextId(), delivery, body)).toList();
    var kept = kept(batch, remaining);
    return batch.stream()
        .filter(message -> kept.contains(message.getMessageId()))
        .map(SQSMessage::getBody)
        .toList();
  }

  /// Hands over one event as `./recordings release` sends it.
  void release(String body) {
    var message = message(nextId(), 1, body);
    message.setMessageAttributes(Map.of("released", new MessageAttribute()));
    kept(List.of(message), () -> Duration.ofSeconds(30));
  }

  private String nextId() {
    return "m-" + messages.incrementAndGet();
  }

  public static SQSMessage message(String id, int delivery, String body) {
    var message = new SQSMessage();
    message.setMessageId(id);
    message.setBody(body);
    message.setAttributes(Map.of("ApproximateReceiveCount", Integer.toString(delivery)));
    message.setMessageAttributes(Map.of("any", new MessageAttribute()));
    message.setEventSource("aws:sqs");
    return message;
  }

  /// As Lambda makes it.
  static SQSEvent batch(List<SQSMessage> messages) {
    var batch = new SQSEvent();
    batch.setRecords(messages);
    return batch;
  }

  /// SQS never hands over a batch of nothing.
  private List<String> kept(List<SQSMessage> messages, Supplier<Duration> remaining) {
    if (messages.isEmpty()) {
      return List.of();
    }
    return handler
        .handleRequest(batch(messages), new SyntheticInvocation(remaining))
        .getBatchItemFailures()
        .stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }
}
