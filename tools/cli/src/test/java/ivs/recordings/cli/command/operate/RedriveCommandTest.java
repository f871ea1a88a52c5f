package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.cli.delivery.DeadLetterQueueDepth;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sqs.SqsClient;

/// `redrive`, on real queues. No other test touches the dead letters of the one system.
@ExtendWith(SharedSystem.class)
class RedriveCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Operator operator;
  private final Target target;
  private final SqsClient sqs;

  RedriveCommandTest(Operator operator) {
    this.operator = operator;
    this.target = operator.target();
    this.sqs = target.sqs();
  }

  @BeforeEach
  void noDeadLetters() {
    sqs.purgeQueue(purge -> purge.queueUrl(url("RecordingEventsDLQ")));
    sqs.purgeQueue(purge -> purge.queueUrl(url("RecordingRuleDLQ")));
    sqs.purgeQueue(purge -> purge.queueUrl(url("RecordingInvocationDLQ")));
    sqs.purgeQueue(purge -> purge.queueUrl(url("WebhookDLQ")));
  }

  @AfterEach
  void close() {
    sqs.close();
    target.close();
  }

  /// The profile is corrupt, so its events fail whenever they are tried.
  @Test
  void deadLettersAreEnteredOnceTheirCauseIsMended() throws Exception {
    var channel = new TestChannel("deadThenMended");
    var before =
        sqs.getQueueAttributes(get ->
                get.queueUrl(url("RecordingEvents"))
                    .attributeNames(REDRIVE_POLICY, VISIBILITY_TIMEOUT))
            .attributes();
    operator.putByHand("Profile", Map.of("sourceArn", channel.arn()));
    try {
      var policy =
          "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":1}"
              .formatted(target.queue("RecordingEventsDLQ", sqs).arn());
      sqs.setQueueAttributes(set ->
          set.queueUrl(url("RecordingEvents"))
              .attributes(Map.of(REDRIVE_POLICY, policy, VISIBILITY_TIMEOUT, "1")));
      operator.sendAndGo(
          channel.streamStart(1, "2026-01-01T10:00:00Z"),
          channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
      awaitDeadLetters(2);
    } finally {
      sqs.setQueueAttributes(set -> set.queueUrl(url("RecordingEvents")).attributes(before));
    }
    operator.link(channel, "mended");

    var redrive = operator.run("redrive --json");

    assertThat(redrive.err()).isEmpty();
    assertThat(redrive.exitCode()).isZero();
    assertThat(queue(redrive, "RecordingEventsDLQ").get("moved").asInt()).isEqualTo(2);
    operator.awaitQuiet();
    assertThat(operator.json("show %s", channel.recording(1)).get("profileId").asText())
        .isEqualTo("mended");
    assertThat(operator.run("redrive").out())
        .isEqualTo(
            """
            RecordingEventsDLQ: 0 messages moved to RecordingEvents
            RecordingRuleDLQ: 0 messages moved to RecordingEvents
            RecordingInvocationDLQ: 0 messages moved to RecordingEvents
            WebhookDLQ: 0 messages moved to WebhookQueue
            """);
  }

  @Test
  void whatEventBridgeCouldNotHandOverIsSentOnAsItIs() throws Exception {
    var bodies = new ArrayList<String>();
    for (int i = 0; i < 23; i++) {
      bodies.add("{\"id\": \"undelivered-%d\", \"detail-type\":\t\"ü\" ".formatted(i));
      bury("RecordingRuleDLQ", bodies.getLast());
    }

    var redrive = operator.run("redrive --json");

    assertThat(queue(redrive, "RecordingRuleDLQ").get("moved").asInt()).isEqualTo(23);
    assertThat(DeadLetterQueueDepth.in(target.queue("RecordingRuleDLQ", sqs), sqs))
        .isEqualTo(new DeadLetterQueueDepth(0, 0));
    operator.awaitQuiet();
    assertThat(target.tables().parkedEvents().waitingFor("malformed#json"))
        .extracting(parked -> parked.event())
        .containsAll(bodies);
    assertThat(queue(operator.run("redrive --json"), "RecordingRuleDLQ").get("moved").asInt())
        .isZero();
  }

  /// An event that reached the function directly, and a batch of more messages than one request
  /// sends; both twice.
  @Test
  void whatWasInvokedPastTheQueueIsEnteredByIt() throws Exception {
    var channel = operator.linked("invokedDirectly");
    var end =
        channel
            .envelope(channel.recordingEnd(1, 1, "2026-01-01T11:00:00Z", 70_000, List.of(1)))
            .replace("70000", "70000.0");
    var batch = JsonOutput.object();
    batch.putArray("Records").addObject().put("messageId", "m").put("body", "unwrapped-0");
    IntStream.rangeClosed(1, 11)
        .forEach(i -> batch.withArray("Records").addObject().put("body", "unwrapped-" + i));
    operator.send(channel.streamStart(1, "2026-01-01T10:00:00Z"));
    try (var lambda = target.lambda(PATIENCE)) {
      lambda.invoke(invoke ->
          invoke
              .functionName("RecordingStatusHandler")
              .invocationType(InvocationType.EVENT)
              .payload(SdkBytes.fromUtf8String(end)));
      operator.awaitQuiet();
    }
    bury("RecordingInvocationDLQ", record(end));
    bury("RecordingInvocationDLQ", record(batch.toString()));
    bury("RecordingInvocationDLQ", record(batch.toString()));

    var redrive = operator.run("redrive --json");

    assertThat(redrive.err()).isEmpty();
    assertThat(queue(redrive, "RecordingInvocationDLQ").get("moved").asInt()).isEqualTo(4);
    operator.awaitQuiet();
    var row = operator.json("show %s", channel.recording(1));
    assertThat(row.path("recordingStatus").asText()).isEqualTo("COMPLETED");
    assertThat(row.path("recordingDurationMs").asLong()).isEqualTo(70_000);
    assertThat(row.path("version").asInt()).isEqualTo(1);
    assertThat(target.tables().parkedEvents().waitingFor("malformed#json"))
        .extracting(parked -> parked.event())
        .filteredOn(event -> event.startsWith("unwrapped-"))
        .hasSize(12);
    assertThat(DeadLetterQueueDepth.in(target.queue("RecordingInvocationDLQ", sqs), sqs))
        .isEqualTo(new DeadLetterQueueDepth(0, 0));
  }

  /// A payload that is neither an event nor a batch is parked, to the letter.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|malformed#detail-type",
        "[1,2.50]|malformed#json",
        "null|malformed#json",
        "{\"Records\":[]}|malformed#detail-type",
        "{\"Records\":[{\"body\":\"\"}]}|malformed#detail-type",
        "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"{}\"}}]}|malformed#detail-type"
      })
  void aPayloadThatIsNoBatchIsEnteredAsItIs(String payload, String waitingFor) {
    bury("RecordingInvocationDLQ", record(payload));

    assertThat(operator.run("redrive").exitCode()).isZero();

    operator.awaitQuiet();
    assertThat(target.tables().parkedEvents().waitingFor(waitingFor))
        .extracting(parked -> parked.event())
        .contains(payload);
  }

  @Test
  void whatIsNoRecordOfAnInvocationStaysAndIsNamed() {
    var id = bury("RecordingInvocationDLQ", "{\"version\": \"1.0\"}");
    bury("RecordingInvocationDLQ", record("\"text\""));

    var redrive = operator.run("redrive");

    assertThat(redrive.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(redrive.out()).contains("RecordingInvocationDLQ: 1 message moved");
    assertThat(redrive.err())
        .isEqualTo(
            "recordings: RecordingInvocationDLQ: message %s stays, it is no record of a failed invocation (no requestPayload); read it and delete it\n"
                .formatted(id));
    assertThat(DeadLetterQueueDepth.in(target.queue("RecordingInvocationDLQ", sqs), sqs))
        .isEqualTo(new DeadLetterQueueDepth(0, 1));
  }

  /// Also a domain event that EventBridge could not hand over.
  @Test
  void messagesOfWebhooksAreMovedBackAndDelivered() throws Exception {
    var received = new CopyOnWriteArrayList<String>();
    var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id")));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try {
      var url = "http://127.0.0.1:%d/hook".formatted(receiver.getAddress().getPort());
      var id = operator.json("webhook add --owner redriven --url %s", url).path("id").asText();
      bury(
          "WebhookDLQ",
          """
          {"source": "ivs.recordings", "detail-type": "recording.available", "detail": {
           "id": "redriven-1", "type": "recording.available", "timestamp": "2026-11-20T12:00:00Z",
           "data": {"recordingId": "r", "version": 1, "profileId": "redriven", "source": "UPLOAD"}}}
          """);

      var redrive = operator.run("redrive --json");

      assertThat(redrive.err()).isEmpty();
      assertThat(queue(redrive, "WebhookDLQ").get("moved").asInt()).isEqualTo(1);
      operator.awaitQuiet();
      assertThat(received).containsOnly("redriven-1");
      var log = operator.json("webhook log %s --owner redriven", id);
      assertThat(log.findValuesAsText("eventId")).containsExactly("redriven-1");
      assertThat(log.findValuesAsText("state")).containsExactly("DELIVERED");
    } finally {
      receiver.stop(0);
    }
  }

  /// As Lambda writes it.
  private static String record(String payload) {
    return """
    {"version": "1.0", "timestamp": "2026-11-02T08:09:30.000Z", "requestContext": {"requestId": "r", \
    "functionArn": "arn:aws:lambda:us-east-1:000000000000:function:RecordingStatusHandler:$LATEST", \
    "condition": "RetriesExhausted", "approximateInvokeCount": 3}, "requestPayload": %s, \
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}, \
    "responsePayload": {"errorMessage": "no SQS records"}}\
    """
        .formatted(payload);
  }

  @Test
  void aDryRunOnlyCounts() {
    bury("RecordingEventsDLQ", "[1]");
    bury("RecordingRuleDLQ", "[2]");
    bury("RecordingRuleDLQ", "[3]");
    bury("WebhookDLQ", "[4]");
    sqs.receiveMessage(receive -> receive.queueUrl(url("RecordingRuleDLQ")).visibilityTimeout(60));

    assertThat(operator.run("redrive --dry-run"))
        .isEqualTo(
            new CommandLineRun(
                0,
                """
                RecordingEventsDLQ: 1 message
                RecordingRuleDLQ: 1 message, and 1 in flight that come back later
                RecordingInvocationDLQ: 0 messages
                WebhookDLQ: 1 message
                """,
                ""));
    assertThat(DeadLetterQueueDepth.in(target.queue("RecordingEventsDLQ", sqs), sqs))
        .isEqualTo(new DeadLetterQueueDepth(1, 0));
  }

  @Test
  void aMoveThatIsUnderWayIsJoined() throws Exception {
    var asked = new AtomicInteger();
    try (var aws =
        new AwsStubServer(request ->
            request.target().endsWith(".ListMessageMoveTasks")
                ? task(asked.getAndIncrement() < 3 ? "RUNNING" : "COMPLETED", 7)
                : AwsStubServer.handOn(request, operator.endpoint()))) {
      var redrive = operator.at(aws).run("redrive --json");

      assertThat(redrive.exitCode()).isZero();
      assertThat(redrive.err())
          .isEqualTo("RecordingEventsDLQ: joining a move that is under way already\n");
      assertThat(queue(redrive, "RecordingEventsDLQ").get("moved").asInt()).isEqualTo(7);
      assertThat(aws.requests())
          .noneMatch(request -> request.target().endsWith(".StartMessageMoveTask"));
    }
  }

  /// Between the look and the start another move may have begun.
  @Test
  void aMoveThatBeginsAtTheSameMomentIsJoined() throws Exception {
    bury("RecordingEventsDLQ", "[4]");
    var asked = new AtomicInteger();
    try (var aws =
        new AwsStubServer(request ->
            switch (request.target()) {
              case "AmazonSQS.ListMessageMoveTasks" ->
                  switch (asked.getAndIncrement()) {
                    case 0 -> Answer.json("{\"Results\": []}");
                    case 1 -> task("RUNNING", 0);
                    default -> task("COMPLETED", 1);
                  };
              case "AmazonSQS.StartMessageMoveTask" ->
                  Answer.error(400, "InvalidParameterValue", "There is already a task running.");
              default -> AwsStubServer.handOn(request, operator.endpoint());
            })) {
      assertThat(operator.at(aws).run("redrive").exitCode()).isZero();
    }
  }

  @Test
  void aMoveThatFailsIsReportedAndTheOtherQueueIsStillDrained() throws Exception {
    bury("RecordingEventsDLQ", "[5]");
    bury("RecordingRuleDLQ", "[6]");
    try (var aws =
        new AwsStubServer(request ->
            switch (request.target()) {
              case "AmazonSQS.ListMessageMoveTasks" -> task("FAILED", 0);
              case "AmazonSQS.StartMessageMoveTask" -> Answer.json("{\"TaskHandle\": \"h\"}");
              default -> AwsStubServer.handOn(request, operator.endpoint());
            })) {
      var redrive = operator.at(aws).run("redrive");

      assertThat(redrive.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(redrive.err())
          .isEqualTo(
              "recordings: RecordingEventsDLQ: the move ended as FAILED (AWS.SQS.Something)\n");
      assertThat(redrive.out()).contains("RecordingRuleDLQ: 1 message moved to RecordingEvents");
    }
  }

  @Test
  void aMessageThatTheQueueDoesNotTakeStays() throws Exception {
    bury("RecordingRuleDLQ", "[7]");
    try (var aws =
        operator.answering(
            request -> request.target().endsWith(".SendMessageBatch"),
            Answer.json(
                """
                {"Successful": [], "Failed": [{"Id": "0", "SenderFault": true, \
                "Code": "InvalidMessageContents", "Message": "no"}]}\
                """))) {
      var redrive = operator.at(aws).run("redrive --json");

      assertThat(redrive.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(queue(redrive, "RecordingRuleDLQ").get("moved").asInt()).isZero();
      assertThat(redrive.err()).contains("stays, SQS refuses it: InvalidMessageContents no");
      assertThat(aws.requests())
          .noneMatch(request -> request.target().endsWith(".DeleteMessageBatch"));
      assertThat(DeadLetterQueueDepth.in(target.queue("RecordingRuleDLQ", sqs), sqs))
          .isEqualTo(new DeadLetterQueueDepth(0, 1));
    }
  }

  private static Answer task(String status, int moved) {
    return Answer.json(
        """
        {"Results": [{"Status": "%s", "ApproximateNumberOfMessagesMoved": %d, \
        "StartedTimestamp": 1, "FailureReason": "AWS.SQS.Something"}]}\
        """
            .formatted(status, moved));
  }

  private void awaitDeadLetters(int expected) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (DeadLetterQueueDepth.in(target.queue("RecordingEventsDLQ", sqs), sqs).found()
        < expected) {
      assertThat(System.nanoTime()).as("no dead letters came").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private String bury(String queue, String body) {
    return sqs.sendMessage(message -> message.queueUrl(url(queue)).messageBody(body)).messageId();
  }

  private String url(String queue) {
    return sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
  }

  private static JsonNode queue(CommandLineRun run, String name) throws Exception {
    return run.json()
        .path("queues")
        .valueStream()
        .filter(queue -> queue.get("queue").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
