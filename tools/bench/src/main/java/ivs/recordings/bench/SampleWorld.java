package ivs.recordings.bench;

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
        handler.process(LAMBDA.readValue(batch, SQSEvent.class).getRecords(), () -> false);
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.toString());
    }
  }
}
