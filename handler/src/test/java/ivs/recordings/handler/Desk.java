package ivs.recordings.handler;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// A handler with a queue in front of it: hands it batches as Lambda does and tells what it would
/// have kept.
final class Desk {
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PROFILE_TABLE", "Profile",
          "STREAM_SESSION_TABLE", "StreamSession",
          "RECORDING_TABLE", "Recording",
          "PARKED_EVENT_TABLE", "ParkedEvent");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RecordingStatusHandler handler;
  private final AtomicInteger messages = new AtomicInteger();

  Desk(DynamoDbClient dynamo) {
    this(dynamo, ENVIRONMENT);
  }

  Desk(DynamoDbClient dynamo, Map<String, String> environment) {
    var deadlines = new DeadlineInterceptor();
    this.handler =
        new RecordingStatusHandler(
            environment,
            UnsteadyDynamo.punctual(dynamo, deadlines),
            deadlines,
            Clock.systemUTC(),
            Thread::startVirtualThread);
  }

  /// The bodies that the batch's answer asks SQS to keep.
  List<String> hand(String... bodies) {
    return hand(1, List.of(bodies), Duration.ofSeconds(30));
  }

  /// What it does while the invocation's time runs out.
  List<String> handWhile(Supplier<Duration> remaining, String... bodies) {
    return hand(1, List.of(bodies), remaining);
  }

  List<String> handAgain(String... bodies) {
    return hand(2, List.of(bodies), Duration.ofSeconds(30));
  }

  List<String> hand(int delivery, List<String> bodies, Duration remaining) {
    return hand(delivery, bodies, () -> remaining);
  }

  private List<String> hand(int delivery, List<String> bodies, Supplier<Duration> remaining) {
    var bodyOf = new LinkedHashMap<String, String>();
    bodies.forEach(body -> bodyOf.put("m-" + messages.incrementAndGet(), body));
    var kept = answer(batch(delivery, bodyOf), remaining);
    return bodyOf.entrySet().stream()
        .filter(message -> kept.contains(message.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// Hands over one event as `./recordings release` sends it.
  void release(String body) {
    var batch = batch(1, Map.of("m-" + messages.incrementAndGet(), body));
    answer(batch.replace("\"any\":", "\"released\":"), () -> Duration.ofSeconds(30));
  }

  /// As Lambda writes a batch of SQS.
  static String batch(int delivery, Map<String, String> bodyOf) {
    var batch = JSON.createObjectNode();
    var records = batch.putArray("Records");
    bodyOf.forEach((messageId, body) -> {
      var record = records.addObject();
      record.put("messageId", messageId);
      record.put("receiptHandle", "handle");
      record.put("body", body);
      record
          .putObject("attributes")
          .put("SenderId", "AIDAIENQZJOLO23YVJ4VO")
          .put("ApproximateReceiveCount", Integer.toString(delivery));
      record.putObject("messageAttributes").putObject("any").put("dataType", "String");
      record.put("eventSource", "aws:sqs");
    });
    return batch.toString();
  }

  private List<String> answer(String batch, Supplier<Duration> remaining) {
    var in = new ByteArrayInputStream(batch.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(in, out, new Invocation(remaining));
      var kept = new ArrayList<String>();
      JSON.readTree(out.toByteArray())
          .get("batchItemFailures")
          .forEach(failure -> kept.add(failure.get("itemIdentifier").asText()));
      return kept;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// An invocation that has so much time left.
  record Invocation(Supplier<Duration> remaining) implements Context {
    @Override
    public int getRemainingTimeInMillis() {
      return (int) remaining.get().toMillis();
    }

    @Override
    public String getAwsRequestId() {
      return "00000000-0000-0000-0000-000000000000";
    }

    @Override
    public String getLogGroupName() {
      return "";
    }

    @Override
    public String getLogStreamName() {
      return "";
    }

    @Override
    public String getFunctionName() {
      return "RecordingStatusHandler";
    }

    @Override
    public String getFunctionVersion() {
      return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "arn:aws:lambda:us-east-1:000000000000:function:RecordingStatusHandler";
    }

    @Override
    public CognitoIdentity getIdentity() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ClientContext getClientContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getMemoryLimitInMB() {
      return 512;
    }

    @Override
    public LambdaLogger getLogger() {
      return new LambdaLogger() {
        @Override
        public void log(String message) {
          System.out.print(message);
        }

        @Override
        public void log(byte[] message) {
          System.out.print(new String(message, StandardCharsets.UTF_8));
        }
      };
    }
  }
}
