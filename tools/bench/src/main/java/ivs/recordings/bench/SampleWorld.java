package ivs.recordings.bench;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.handler.ingest.RecordingStatusHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The real handler over a database of our choice, handed batches as Lambda hands them.
final class SampleWorld {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PROFILE_TABLE", "Profile",
          "STREAM_SESSION_TABLE", "StreamSession",
          "RECORDING_TABLE", "Recording",
          "RECORDING_STREAM_TABLE", "RecordingStream",
          "PARKED_EVENT_TABLE", "ParkedEvent");

  /// Lambda's runtime reads a batch without regard to the case of names, too.
  private static final JsonMapper LAMBDA =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final RecordingStatusHandler handler;

  SampleWorld(DynamoDbClient dynamo) {
    this.handler = new RecordingStatusHandler(ENVIRONMENT, dynamo, Clock.systemUTC());
  }

  void hand(List<String> bodies) throws IOException {
    hand(
        IntStream.range(0, bodies.size())
            .mapToObj(n -> Samples.record(n, bodies.get(n)))
            .collect(Collectors.joining(",", "{\"Records\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8));
  }

  /// @throws IllegalStateException if a message was not entered
  void hand(byte[] batch) throws IOException {
    var failures =
        handler
            .handleRequest(LAMBDA.readValue(batch, SQSEvent.class), new Invocation())
            .getBatchItemFailures();
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.toString());
    }
  }

  /// An invocation with all the time there is.
  private record Invocation() implements Context {
    @Override
    public int getRemainingTimeInMillis() {
      return 900_000;
    }

    @Override
    public String getAwsRequestId() {
      return "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
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
      return "";
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
      return 1024;
    }

    @Override
    public LambdaLogger getLogger() {
      throw new UnsupportedOperationException();
    }
  }
}
