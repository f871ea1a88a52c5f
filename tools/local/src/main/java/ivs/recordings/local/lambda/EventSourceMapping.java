package ivs.recordings.local.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import ivs.recordings.local.template.EventSourceDefinition;
import ivs.recordings.local.template.LocalNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// What Lambda does between a queue and a function: takes messages, calls the function with a batch
/// of them, and deletes those that it may. The others come back after their visibility timeout.
public final class EventSourceMapping {
  private static final Logger LOG = LogManager.getLogger(EventSourceMapping.class);

  /// Lambda would start more copies of the function; on one machine two calls at a time are enough.
  private static final int MAX_POLLERS = 2;

  private static final int MAX_MESSAGES_PER_CALL = 10;

  /// Also the longest that a stop waits for an idle poller.
  private static final int POLL_SECONDS = 1;

  private static final long PAUSE_AFTER_FAILURE_MILLIS = 200;

  private final EventSourceDefinition source;
  private final SqsClient sqs;
  private final String queueUrl;
  private final LambdaFunction function;
  private final List<Thread> pollers;
  private volatile boolean stopped;

  private EventSourceMapping(
      EventSourceDefinition source,
      SqsClient sqs,
      String queueUrl,
      LambdaFunction function,
      int pollers) {
    this.source = source;
    this.sqs = sqs;
    this.queueUrl = queueUrl;
    this.function = function;
    this.pollers =
        IntStream.rangeClosed(1, pollers)
            .mapToObj(n -> Thread.ofPlatform().daemon().name("poller-" + n).unstarted(this::poll))
            .toList();
  }

  public static EventSourceMapping start(
      EventSourceDefinition source, SqsClient sqs, LambdaFunction function) {
    var queueUrl = sqs.getQueueUrl(q -> q.queueName(source.queue())).queueUrl();
    var pollers = Math.clamp(source.maximumConcurrency(), 1, MAX_POLLERS);
    var mapping = new EventSourceMapping(source, sqs, queueUrl, function, pollers);
    mapping.pollers.forEach(Thread::start);
    return mapping;
  }

  /// One that takes messages only when it is told to, by [#drain], and then by its caller; what the
  /// function makes of them is theirs to expect.
  public static EventSourceMapping still(
      EventSourceDefinition source, SqsClient sqs, LambdaFunction function) {
    var queueUrl = sqs.getQueueUrl(q -> q.queueName(source.queue())).queueUrl();
    return new EventSourceMapping(source, sqs, queueUrl, function, 0);
  }

  /// Takes what can be taken now, and returns when all of it was worked on once.
  public void drain() {
    for (var batch = receive(0); !batch.isEmpty(); batch = receive(0)) {
      delete(work(batch));
    }
  }

  private void poll() {
    while (!stopped) {
      try {
        var batch = receive(POLL_SECONDS);
        if (!batch.isEmpty()) {
          delete(work(batch));
        }
      } catch (RuntimeException unreachable) {
        if (!stopped) {
          LOG.error("the queue {} can't be polled", source.queue(), unreachable);
          pause();
        }
      }
    }
  }

  private List<Message> receive(int pollSeconds) {
    var batch = new ArrayList<Message>();
    while (batch.size() < source.batchSize()) {
      var wanted = Math.min(source.batchSize() - batch.size(), MAX_MESSAGES_PER_CALL);
      var wait = batch.isEmpty() ? pollSeconds : 0;
      var received =
          sqs.receiveMessage(r ->
                  r.queueUrl(queueUrl)
                      .maxNumberOfMessages(wanted)
                      .waitTimeSeconds(wait)
                      .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                      .messageAttributeNames("All"))
              .messages();
      batch.addAll(received);
      if (received.isEmpty()) {
        break;
      }
    }
    return batch;
  }

  /// Calls the function; the answer is what to delete.
  private List<Message> work(List<Message> batch) {
    try {
      var response = function.invoke(event(batch));
      return source.reportsBatchItemFailures() ? done(batch, response) : batch;
    } catch (Throwable failed) { // Whatever it is, the function failed and the poller must not.

      LOG.log(
          pollers.isEmpty() ? Level.DEBUG : Level.WARN,
          "the function failed, so its whole batch comes back",
          failed);
      return List.of();
    }
  }

  /// An answer that names a message which isn't in the batch, or names none at all, says nothing
  /// about the others either: Lambda takes the whole batch for failed.
  private static List<Message> done(List<Message> batch, Optional<SQSBatchResponse> response) {
    var failures = response.flatMap(r -> Optional.ofNullable(r.getBatchItemFailures()));
    Set<Object> failed = new HashSet<>();
    failures.orElse(List.of()).forEach(failure -> failed.add(identifier(failure)));
    var known = batch.stream().map(Message::messageId).toList();
    if (!known.containsAll(failed)) {
      LOG.warn("the function's answer names {}, which is not all in its batch", failed);
      return List.of();
    }
    return batch.stream().filter(message -> !failed.contains(message.messageId())).toList();
  }

  private static String identifier(SQSBatchResponse.BatchItemFailure failure) {
    return Optional.ofNullable(failure.getItemIdentifier()).orElse("");
  }

  private void delete(List<Message> messages) {
    for (var from = 0; from < messages.size(); from += MAX_MESSAGES_PER_CALL) {
      var some = messages.subList(from, Math.min(from + MAX_MESSAGES_PER_CALL, messages.size()));
      var entries = some.stream().map(EventSourceMapping::deletion).toList();
      var answer = sqs.deleteMessageBatch(d -> d.queueUrl(queueUrl).entries(entries));
      answer.failed().forEach(failed -> LOG.warn("not deleted, so it comes back: {}", failed));
    }
  }

  private static DeleteMessageBatchRequestEntry deletion(Message message) {
    return DeleteMessageBatchRequestEntry.builder()
        .id(message.messageId())
        .receiptHandle(message.receiptHandle())
        .build();
  }

  private SQSEvent event(List<Message> batch) {
    var event = new SQSEvent();
    event.setRecords(batch.stream().map(this::record).toList());
    return event;
  }

  private SQSEvent.SQSMessage record(Message message) {
    var record = new SQSEvent.SQSMessage();
    record.setMessageId(message.messageId());
    record.setReceiptHandle(message.receiptHandle());
    record.setBody(message.body());
    record.setMd5OfBody(message.md5OfBody());
    record.setAttributes(new HashMap<>(message.attributesAsStrings()));
    record.setMessageAttributes(attributes(message));
    record.setEventSource("aws:sqs");
    record.setEventSourceArn(
        "arn:aws:sqs:%s:%s:%s".formatted(LocalNames.REGION, LocalNames.ACCOUNT, source.queue()));
    record.setAwsRegion(LocalNames.REGION);
    return record;
  }

  private static Map<String, SQSEvent.MessageAttribute> attributes(Message message) {
    var attributes = new HashMap<String, SQSEvent.MessageAttribute>();
    message
        .messageAttributes()
        .forEach((name, value) -> {
          var attribute = new SQSEvent.MessageAttribute();
          attribute.setDataType(value.dataType());
          attribute.setStringValue(value.stringValue());
          attributes.put(name, attribute);
        });
    return attributes;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes no more messages, and waits until the batches at work are finished and deleted.
  public void stop() throws InterruptedException {
    stopped = true;
    for (var poller : pollers) {
      poller.join();
    }
  }
}
