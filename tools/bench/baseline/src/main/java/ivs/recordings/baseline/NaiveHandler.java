package ivs.recordings.baseline;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// One recording event per invocation: finds the profile, the stream session and the recording, and
/// writes the recording.
public final class NaiveHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger LOG = LogManager.getLogger(NaiveHandler.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private final DynamoDbClient dynamo = DynamoDbClient.create();

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    for (var message : batch.getRecords()) {
      try {
        enter(JSON.readValue(message.getBody(), BaselineEvent.class));
      } catch (JsonProcessingException notAnEvent) {
        throw new IllegalArgumentException(notAnEvent);
      }
    }
    return new SQSBatchResponse(List.of());
  }

  private void enter(BaselineEvent event) {
    var detail = event.detail();
    var profile = item("PROFILE_TABLE", "sourceArn", event.resources().getFirst());
    var session = item("STREAM_SESSION_TABLE", "streamId", detail.streamId());
    if (profile.isEmpty() || session.isEmpty()) {
      throw new IllegalStateException("unknown profile or stream session");
    }
    var row = new HashMap<>(item("RECORDING_TABLE", "recordingId", detail.recordingSessionId()));
    row.put("recordingId", s(detail.recordingSessionId()));
    row.put("profileId", profile.get("profileId"));
    row.put("streamSessionId", s(detail.streamId()));
    row.put("sourceArn", s(event.resources().getFirst()));
    row.put("recordingStatus", s(detail.recordingStatus()));
    row.put("s3BucketName", s(detail.bucket()));
    row.put("s3KeyPrefix", s(detail.prefix()));
    if (detail.recordingStatus().equals("Recording Start")) {
      row.put("startTime", s(event.time()));
    } else {
      row.put("endTime", s(event.time()));
      row.put("recordingDurationMs", AttributeValue.fromN(String.valueOf(detail.durationMs())));
    }
    dynamo.putItem(put -> put.tableName(System.getenv("RECORDING_TABLE")).item(row));
    LOG.info("stored {} of recording {}", detail.recordingStatus(), detail.recordingSessionId());
  }

  private Map<String, AttributeValue> item(String table, String key, String value) {
    return dynamo
        .getItem(get ->
            get.tableName(System.getenv(table)).key(Map.of(key, s(value))).consistentRead(true))
        .item();
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }
}
