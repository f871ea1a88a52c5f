package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.AnyRequest;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.LocalClients;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.EventInvokeDefinition;
import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// What becomes of an asynchronous invocation, of the packaged handler with the template's queue.
final class AsyncInvocationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HANDLER = "RecordingStatusHandler";
  private static final String QUEUE = "RecordingInvocationDLQ";
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:" + HANDLER;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern THROWN = Pattern.compile("(?m)^[\\w.$]+Exception: ");
  private static final CloseableStack RUNNING = new CloseableStack();

  private static EmbeddedSystem system;
  private static LambdaClient lambda;
  private static SqsClient sqs;

  @BeforeAll
  static void start() {
    var options =
        new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of())
            .withoutStreams();
    system = RUNNING.add(EmbeddedSystem.start(options), EmbeddedSystem::close);
    var endpoint = system.endpoint();
    lambda = RUNNING.add(AnyRequest.asks(endpoint, LambdaClient.builder()), LambdaClient::close);
    sqs = RUNNING.add(LocalClients.sqs(endpoint), SqsClient::close);
  }

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|$LATEST|no SQS records",
        "[{\"body\": \"{}\"}]|live|Cannot deserialize",
        "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": \"{}\"}}]}|live|no SQS records",
        "{\"detail-type\": \"IVS Recording State Change\", \"n\": 70000.0}|$LATEST|no SQS records"
      })
  void whatIsNoBatchIsTriedThreeTimesAndItsRecordIsKept(
      String payload, String qualifier, String thrown) throws Exception {
    var before = count(THROWN);

    var accepted = invoke(HANDLER + ":" + qualifier, InvocationType.EVENT, payload);

    assertThat(accepted.statusCode()).isEqualTo(202);
    system.awaitQuiet(PATIENCE);
    assertThat(count(THROWN) - before).isEqualTo(3);
    var body = kept().orElseThrow().body();
    var record = JSON.readTree(body);
    assertThat(body).contains("\"requestPayload\":" + payload);
    assertThat(record.path("requestContext"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("requestId", accepted.responseMetadata().requestId())
                .put("functionArn", ARN + ":" + qualifier)
                .put("condition", "RetriesExhausted")
                .put("approximateInvokeCount", 3));
    assertThat(record.path("responseContext"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("statusCode", 200)
                .put("executedVersion", "$LATEST")
                .put("functionError", "Unhandled"));
    assertThat(record.path("responsePayload").path("errorMessage").asText()).startsWith(thrown);
    assertThat(record.path("version").asText()).isEqualTo("1.0");
    assertThat(record.path("timestamp").asText()).endsWith("Z");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aBatchThatIsInvokedByEventIsProcessedOnce() throws Exception {
    var body =
        JSON.createObjectNode()
            .put("id", "invoked-once")
            .put("detail-type", "Of Nothing")
            .toString();
    var batch = JSON.createObjectNode();
    batch.putArray("Records").addObject().put("messageId", "m").put("body", body);

    assertThat(invoke(HANDLER, InvocationType.EVENT, batch.toString()).statusCode()).isEqualTo(202);

    system.awaitQuiet(PATIENCE);
    assertThat(count(Pattern.compile("\"effect\":\"ignored\""))).isEqualTo(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aDryRunCallsNothingAndWhatCannotBeCalledIsRefused() throws Exception {
    var before = count(THROWN);

    assertThat(invoke(HANDLER, InvocationType.DRY_RUN, "{}").statusCode()).isEqualTo(204);
    assertThatThrownBy(() -> invoke(HANDLER, InvocationType.EVENT, "{} no"))
        .isInstanceOf(LambdaException.class)
        .hasMessageContaining("Could not parse request body into json");
    assertThatThrownBy(
            () -> lambda.invoke(invoke -> invoke.functionName(HANDLER).invocationType("Never")))
        .hasMessageContaining("must be RequestResponse, Event or DryRun, not Never");

    system.awaitQuiet(PATIENCE);
    assertThat(count(THROWN)).isEqualTo(before);
  }

  /// What the deserializer refuses is an error of the function, as on Lambda.
  @Test
  void aCallerThatWaitsSeesWhatTheFunctionThrew() throws Exception {
    var answer = invoke(HANDLER, InvocationType.REQUEST_RESPONSE, "[]");

    assertThat(answer.functionError()).isEqualTo("Unhandled");
    assertThat(answer.payload().asUtf8String()).contains("Cannot deserialize");
  }

  @Test
  void whatStillWaitsAtAStopIsKept() throws Exception {
    var invocations = new AsyncInvocations(sqs, Clock.systemUTC());
    var config = Optional.of(new EventInvokeDefinition("$LATEST", 2, QUEUE));
    var throttled =
        AsyncInvocations.Invocation.of(
            ARN,
            "[1]",
            config,
            _ -> {
              throw new PackagedFunction.ThrottledException();
            });
    assertThat(invocations.accept(throttled)).isTrue();

    invocations.stop();

    assertThat(invocations.pending()).isZero();
    assertThat(invocations.accept(throttled)).isFalse();
    JsonNode record = JSON.readTree(kept().orElseThrow().body());
    assertThat(record.path("requestContext").path("condition").asText())
        .isEqualTo("EventAgeExceeded");
    assertThat(record.path("requestPayload").toString()).isEqualTo("[1]");
  }

  private static InvokeResponse invoke(String function, InvocationType type, String payload) {
    return lambda.invoke(invoke ->
        invoke
            .functionName(function)
            .invocationType(type)
            .payload(SdkBytes.fromUtf8String(payload)));
  }

  private static long count(Pattern text) throws IOException {
    return text.matcher(Files.readString(system.functionLog().orElseThrow())).results().count();
  }

  /// Takes the next record out of the queue.
  private static Optional<Message> kept() {
    var url = sqs.getQueueUrl(get -> get.queueName(QUEUE)).queueUrl();
    var next = sqs.receiveMessage(receive -> receive.queueUrl(url)).messages().stream().findFirst();
    next.ifPresent(
        message -> sqs.deleteMessage(d -> d.queueUrl(url).receiptHandle(message.receiptHandle())));
    return next;
  }
}
