package ivs.recordings.handler.webhooks;

import com.amazonaws.services.lambda.runtime.Context;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/// The two queues in the time of a test, and Lambda's polling of them: a message that a batch does
/// not report is deleted, and any other comes again when its visibility timeout ends.
final class ScriptedQueues implements SqsClient {
  private static final int MOST_HIDDEN = 43_200;

  static final String URL = "https://sqs.example.com/1/WebhookQueue";
  static final String SLOW_URL = "https://sqs.example.com/1/WebhookSlowQueue";
  private static final Duration VISIBILITY = Duration.ofMinutes(6);
  private static final int BATCH = 10;

  private final List<Queued> messages = new CopyOnWriteArrayList<>();
  private int sent;
  private int refused;
  private Instant now;

  ScriptedQueues(Instant now) {
    this.now = now;
  }

  /// A message of a queue.
  static final class Queued {
    private final String id;
    private final String queue;
    private final String body;
    private volatile Instant visibleAt;

    private Queued(String id, String queue, String body, Instant visibleAt) {
      this.id = id;
      this.queue = queue;
      this.body = body;
      this.visibleAt = visibleAt;
    }

    String queue() {
      return queue;
    }
  }

  Clock clock() {
    InstantSource time = () -> now;
    return time.withZone(ZoneOffset.UTC);
  }

  void put(String body) {
    add(URL, body);
  }

  private synchronized void add(String url, String body) {
    messages.add(new Queued("m" + sent++, url.substring(url.lastIndexOf('/') + 1), body, now));
  }

  /// How many requests asked for what SQS does not grant.
  int refused() {
    return refused;
  }

  List<Queued> waiting() {
    return List.copyOf(messages);
  }

  @Override
  public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    request.entries().forEach(entry -> add(request.queueUrl(), entry.messageBody()));
    return SendMessageBatchResponse.builder().build();
  }

  @Override
  public ChangeMessageVisibilityResponse changeMessageVisibility(
      ChangeMessageVisibilityRequest request) {
    // Twelve hours since the message was received are the most, and some time has passed.
    if (request.visibilityTimeout() >= MOST_HIDDEN) {
      refused++;
      throw SqsException.builder()
          .message("Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
          .statusCode(400)
          .build();
    }
    messages.stream()
        .filter(message -> message.id.equals(request.receiptHandle()))
        .forEach(message -> message.visibleAt = now.plusSeconds(request.visibilityTimeout()));
    return ChangeMessageVisibilityResponse.builder().build();
  }

  /// What a batch ended as.
  interface Function {
    /// The answer; empty where the function was killed.
    Optional<Map<String, Object>> call(Map<String, Object> batch, Context context);
  }

  /// Takes what is visible in a queue, at most a batch. It comes again after the visibility
  /// timeout.
  List<Queued> take(String queue) {
    var batch =
        messages.stream()
            .filter(message -> message.queue.equals(queue) && !message.visibleAt.isAfter(now))
            .limit(BATCH)
            .toList();
    batch.forEach(message -> message.visibleAt = now.plus(VISIBILITY));
    return batch;
  }

  /// When the next message of a queue is visible.
  Optional<Instant> next(String queue) {
    return messages.stream()
        .filter(message -> message.queue.equals(queue))
        .map(message -> message.visibleAt)
        .min(Instant::compareTo);
  }

  /// Deletes what an answer of the function does not name.
  void finish(List<Queued> batch, Map<String, Object> answer) {
    var failed = failures(answer);
    batch.stream().filter(message -> !failed.contains(message.id)).forEach(messages::remove);
  }

  void at(Instant time) {
    now = time;
  }

  /// A batch as Lambda hands it to the function.
  static Map<String, Object> event(List<Queued> batch) {
    return Map.of("Records", batch.stream().map(ScriptedQueues::event).toList());
  }

  /// Delivers what is visible, until nothing is.
  void drain(Function function) {
    for (var batches = 0; batches < 1000; batches++) {
      var batch = batch();
      if (batch.isEmpty()) {
        return;
      }
      batch.forEach(message -> message.visibleAt = now.plus(VISIBILITY));
      var answer = function.call(event(batch), context());
      answer.ifPresent(given -> finish(batch, given));
    }
    throw new AssertionError("the queues never become quiet");
  }

  private List<Queued> batch() {
    var visible = new ArrayList<Queued>();
    for (var message : messages) {
      if (!message.visibleAt.isAfter(now)
          && visible.size() < BATCH
          && (visible.isEmpty() || visible.getFirst().queue.equals(message.queue))) {
        visible.add(message);
      }
    }
    return visible;
  }

  private static List<Object> failures(Map<String, Object> answer) {
    return ((List<?>) answer.get("batchItemFailures"))
        .stream().<Object>map(failure -> ((Map<?, ?>) failure).get("itemIdentifier")).toList();
  }

  private static Map<String, Object> event(Queued message) {
    return Map.of(
        "messageId", message.id,
        "receiptHandle", message.id,
        "eventSourceARN", "arn:aws:sqs:us-east-1:000000000000:" + message.queue,
        "body", message.body);
  }

  /// Lets time pass, and delivers each message when it is due.
  void advance(Duration span, Function function) {
    var end = now.plus(span);
    drain(function);
    while (true) {
      var next =
          messages.stream()
              .map(message -> message.visibleAt)
              .filter(at -> !at.isAfter(end))
              .min(Instant::compareTo);
      if (next.isEmpty()) {
        now = end;
        return;
      }
      now = next.get().isAfter(now) ? next.get() : now;
      drain(function);
    }
  }

  static Context context() {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) ->
                method.getName().equals("getRemainingTimeInMillis") ? (Object) 60_000 : "");
  }

  @Override
  public String serviceName() {
    return "sqs";
  }

  @Override
  public void close() {}
}
