package ivs.recordings.baseline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// An EventBridge event of IVS, as databind reads it.
public record BaselineEvent(
    String id,
    @JsonProperty("detail-type") String detailType,
    String source,
    String time,
    List<String> resources,
    Detail detail) {

  /// What happened to a recording.
  public record Detail(
      @JsonProperty("recording_status") String recordingStatus,
      @JsonProperty("recording_s3_bucket_name") String bucket,
      @JsonProperty("recording_s3_key_prefix") String prefix,
      @JsonProperty("recording_duration_ms") long durationMs,
      @JsonProperty("channel_name") String channelName,
      @JsonProperty("stream_id") String streamId,
      @JsonProperty("recording_session_id") String recordingSessionId) {}
}
