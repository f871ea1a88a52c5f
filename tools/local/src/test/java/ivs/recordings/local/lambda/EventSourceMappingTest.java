package ivs.recordings.local.lambda;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.EventSourceDefinition;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// Messages stay invisible for five minutes unless a test's function says otherwise, so a slow
/// machine can't bring one back by chance.
final class EventSourceMappingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  private final SqsClient sqs = ENGINES.sqs();
  private final CloseableStack running = new CloseableStack();
  private final BlockingQueue<SQSMessage> seen = new LinkedBlockingQueue<>();
  private final String name = "queue-" + UUID.randomUUID();
  private String queue;

  @BeforeEach
  void makeQueue() {
    queue = sqs.createQueue(q -> q.queueName(name)).queueUrl();
    setAttribute(QueueAttributeName.VISIBILITY_TIMEOUT, "300");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void aBatchThatSucceedsIsDeleted() throws Exception {
    send("a", "b", "c");

    start(true, batch -> Optional.of(new SQSBatchResponse(List.of())));

    awaitEmpty();
    assertThat(seen).extracting(SQSMessage::getBody).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void noAnswerAndAnEmptyAnswerAreSuccess() throws Exception {
    start(
        true,
        batch ->
            batch.getRecords().getFirst().getBody().equals("a")
                ? Optional.empty()
                : Optional.of(new SQSBatchResponse()));

    send("a");
    awaitEmpty();
    send("b");
    awaitEmpty();

    assertThat(seen).hasSize(2);
  }

  @Test
  void onlyWhatTheAnswerNamesComesBack() throws Exception {
    send("good", "bad", "fine");

    start(true, batch -> failuresOf(batch, m -> m.getBody().equals("bad") && isFirstDelivery(m)));

    awaitEmpty();
    assertThat(seen)
        .extracting(SQSMessage::getBody)
        .containsExactlyInAnyOrder("good", "bad", "fine", "bad");
    assertThat(seen)
        .filteredOn(message -> message.getBody().equals("bad"))
        .extracting(message -> message.getAttributes().get("ApproximateReceiveCount"))
        .containsExactly("1", "2");
  }

  static Stream<Named<LambdaFunction>> failingFunctions() {
    return Stream.of(
        Named.of(
            "throws an exception",
            _ -> {
              throw new IllegalStateException("this function fails on purpose");
            }),
        Named.of(
            "throws an error",
            _ -> {
              throw new StackOverflowError("this function fails on purpose");
            }),
        Named.of("names a message of no batch", _ -> failures("unknown")),
        Named.of("names nothing", _ -> failures("")),
        Named.of(
            "names an id that is absent",
            _ -> Optional.of(new SQSBatchResponse(List.of(new BatchItemFailure())))));
  }

  @ParameterizedTest
  @MethodSource("failingFunctions")
  void anExceptionOrAnAnswerThatMakesNoSenseBringsTheWholeBatchBack(LambdaFunction failing)
      throws Exception {
    send("a", "b");

    start(true, batch -> comesBackOnce(batch) ? failing.invoke(batch) : Optional.empty());

    awaitEmpty();
    assertThat(seen).extracting(SQSMessage::getBody).containsExactlyInAnyOrder("a", "b", "a", "b");
  }

  @Test
  void withoutPartialReportsEveryAnswerDeletesTheBatch() throws Exception {
    send("a", "b");

    start(false, batch -> failuresOf(batch, _ -> true));

    awaitEmpty();
    assertThat(seen).hasSize(2);
  }

  @Test
  void whatFailsTooOftenRestsInTheDeadLetterQueue() throws Exception {
    var dead = sqs.createQueue(q -> q.queueName(name + "-dead")).queueUrl();
    setAttribute(
        QueueAttributeName.REDRIVE_POLICY,
        """
        {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:%s-dead", "maxReceiveCount": 2}
        """
            .formatted(name));
    send("hopeless");

    start(true, batch -> failuresOf(batch, _ -> true));

    awaitEmpty();
    assertThat(sqs.receiveMessage(r -> r.queueUrl(dead)).messages())
        .extracting(m -> m.body())
        .containsExactly("hopeless");
    assertThat(seen).hasSize(2);
  }

  @Test
  void aMessageLooksAsLambdaSendsIt() throws Exception {
    send("{\"some\":\"body\"}");

    start(true, _ -> Optional.empty());

    awaitEmpty();
    var message = seen.take();
    assertThat(message.getMessageId()).isNotEmpty();
    assertThat(message.getReceiptHandle()).isNotEmpty();
    assertThat(message.getBody()).isEqualTo("{\"some\":\"body\"}");
    assertThat(message.getMd5OfBody()).hasSize(32);
    assertThat(message.getEventSource()).isEqualTo("aws:sqs");
    assertThat(message.getEventSourceArn()).isEqualTo("arn:aws:sqs:us-east-1:000000000000:" + name);
    assertThat(message.getAwsRegion()).isEqualTo("us-east-1");
    assertThat(message.getAttributes())
        .containsEntry("ApproximateReceiveCount", "1")
        .containsKeys("SentTimestamp", "ApproximateFirstReceiveTimestamp", "SenderId");
  }

  @Test
  void aBatchIsNeverLargerThanAllowed() throws Exception {
    var sizes = new LinkedBlockingQueue<Integer>();
    send("a", "b", "c", "d", "e", "f", "g");

    running.add(
        EventSourceMapping.start(
            new EventSourceDefinition(name, 3, true, 1),
            sqs,
            batch -> {
              sizes.add(batch.getRecords().size());
              return Optional.empty();
            }),
        EventSourceMapping::stop);

    awaitEmpty();
    assertThat(sizes).containsExactly(3, 3, 1);
  }

  @Test
  void aStopWaitsForTheBatchAtWorkAndTakesNoOther() throws Exception {
    var started = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    send("a");
    var mapping =
        EventSourceMapping.start(
            new EventSourceDefinition(name, 10, true, 1),
            sqs,
            batch -> {
              started.countDown();
              assertThat(goOn.await(PATIENCE.toSeconds(), SECONDS)).isTrue();
              return Optional.empty();
            });
    assertThat(started.await(PATIENCE.toSeconds(), SECONDS)).isTrue();

    var stopping = new FutureTask<>(() -> stopped(mapping));
    Thread.ofVirtual().start(stopping);
    assertThat(stopping.isDone()).isFalse();
    goOn.countDown();

    assertThat(stopping.get(PATIENCE.toSeconds(), SECONDS)).isTrue();
    send("b");
    assertThat(counts()).isEqualTo(counts(1, 0));
  }

  private static boolean stopped(EventSourceMapping mapping) throws InterruptedException {
    mapping.stop();
    return true;
  }

  private void start(boolean reportsBatchItemFailures, LambdaFunction function) {
    var source = new EventSourceDefinition(name, 10, reportsBatchItemFailures, 1);
    running.add(
        EventSourceMapping.start(
            source,
            sqs,
            batch -> {
              seen.addAll(batch.getRecords());
              return function.invoke(batch);
            }),
        EventSourceMapping::stop);
  }

  /// In one call, so that all are one batch.
  private void send(String... bodies) {
    var entries =
        Arrays.stream(bodies)
            .map(body ->
                SendMessageBatchRequestEntry.builder()
                    .id(UUID.randomUUID().toString())
                    .messageBody(body)
                    .build())
            .toList();
    sqs.sendMessageBatch(s -> s.queueUrl(queue).entries(entries));
  }

  private Optional<SQSBatchResponse> failuresOf(SQSEvent batch, Predicate<SQSMessage> fails) {
    var failed = batch.getRecords().stream().filter(fails).toList();
    comeBackNow(failed);
    return failures(failed.stream().map(SQSMessage::getMessageId).toArray(String[]::new));
  }

  private static Optional<SQSBatchResponse> failures(String... messageIds) {
    return Optional.of(
        new SQSBatchResponse(Arrays.stream(messageIds).map(BatchItemFailure::new).toList()));
  }

  private static boolean isFirstDelivery(SQSMessage message) {
    return "1".equals(message.getAttributes().get("ApproximateReceiveCount"));
  }

  /// Whether the batch came for the first time, in which case it will come again at once.
  private boolean comesBackOnce(SQSEvent batch) {
    var first = batch.getRecords().stream().filter(m -> isFirstDelivery(m)).toList();
    comeBackNow(first);
    return !first.isEmpty();
  }

  private void comeBackNow(List<SQSMessage> messages) {
    for (var message : messages) {
      sqs.changeMessageVisibility(
          c -> c.queueUrl(queue).receiptHandle(message.getReceiptHandle()).visibilityTimeout(0));
    }
  }

  private void awaitEmpty() throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!counts().equals(counts(0, 0))) {
      assertThat(System.nanoTime()).as("the queue still isn't empty").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /// Visible messages and those in flight, asked for in one call because messages change sides.
  private Map<QueueAttributeName, String> counts() {
    return sqs.getQueueAttributes(q ->
            q.queueUrl(queue)
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes();
  }

  private static Map<QueueAttributeName, String> counts(int visible, int inFlight) {
    return Map.of(
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, String.valueOf(visible),
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, String.valueOf(inFlight));
  }

  private void setAttribute(QueueAttributeName attribute, String value) {
    sqs.setQueueAttributes(q -> q.queueUrl(queue).attributes(Map.of(attribute, value)));
  }
}
