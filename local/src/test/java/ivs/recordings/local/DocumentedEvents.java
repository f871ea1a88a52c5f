package ivs.recordings.local;

import java.util.List;
import java.util.stream.Stream;

/// What IVS puts on the default bus: every detail-type that it documents or was seen to send, and
/// what only looks like it.
final class DocumentedEvents {
  private static final List<String> RECORDING = List.of("IVSRecordingStatusRule");
  private static final List<String> STREAM = List.of("IVSStreamStateRule");
  private static final List<String> NOBODY = List.of();
  private static final String CHANNEL = "[\"arn:aws:ivs:us-east-1:111122223333:channel/Ab1\"]";
  private static final String STAGE = "[\"arn:aws:ivs:us-east-1:111122223333:stage/Cd2\"]";

  private DocumentedEvents() {}

  record Documented(String what, List<String> takenBy, String json) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Documented> all() {
    return Stream.of(
            Stream.of(
                    "Recording Start",
                    "Recording End",
                    "Recording Start Failure",
                    "Recording End Failure",
                    "Recording Of A Kind Not Known Yet")
                .map(status -> new Documented(status, RECORDING, recording("aws.ivs", status))),
            Stream.of(
                    "Session Created",
                    "Stream Start",
                    "Stream End",
                    "Session Ended",
                    "Stream Failure",
                    "Stream Takeover",
                    "Stream Takeover Failure")
                .map(name -> new Documented(name, STREAM, stream("IVS Stream State Change", name))),
            Stream.of(
                new Documented("recording, as before 2022", RECORDING, oldRecording()),
                new Documented("replayed recording", RECORDING, replayed("Recording End")),
                new Documented(
                    "starvation", NOBODY, stream("IVS Stream Health Change", "Starvation Start")),
                new Documented("limit of the account", NOBODY, limitBreach()),
                new Documented("stage", NOBODY, stage("IVS Stage Update", "Participant Published")),
                new Documented(
                    "participant recording",
                    NOBODY,
                    stage("IVS Participant Recording State Change", "Recording Start")),
                new Documented(
                    "publisher recording",
                    NOBODY,
                    stage("IVS Publisher Recording State Change", "Recording Start")),
                new Documented(
                    "composition", NOBODY, stage("IVS Composition State Change", "Session End")),
                new Documented("API call", NOBODY, apiCall()),
                new Documented(
                    "another's event of our type",
                    NOBODY,
                    recording("com.example", "Recording End"))))
        .flatMap(events -> events);
  }

  static String envelope(String source, String detailType, String resources, String detail) {
    return """
    {"version": "0", "id": "5f8f6c1e-3c55-4a0e-9d2b-6f2b1f0c7a11", "detail-type": "%s",
     "source": "%s", "account": "111122223333", "time": "2026-09-03T07:05:12Z",
     "region": "us-east-1", "resources": %s, "detail": %s}
    """
        .formatted(detailType, source, resources, detail);
  }

  private static String recording(String source, String status) {
    return envelope(
        source,
        "IVS Recording State Change",
        CHANNEL,
        """
        {"channel_name": "", "stream_id": "st-1Vq9sT4bXe7LmKz0PfRw2Hc", "recording_status": "%s",
         "recording_status_reason": "", "recording_s3_bucket_name": "example-recordings",
         "recording_s3_key_prefix": "ivs/v1/111122223333/Ab1/2026/9/3/7/5/w8Xn2bQe5LkM",
         "recording_duration_ms": 0, "recording_session_id": "h3Gq8ZpW1sYv",
         "recording_session_stream_ids": ["st-1Vq9sT4bXe7LmKz0PfRw2Hc"]}
        """
            .formatted(status));
  }

  private static String oldRecording() {
    return envelope(
        "aws.ivs",
        "IVS Recording State Change",
        CHANNEL,
        """
        {"channel_name": "morning", "stream_id": "st-1Vq9sT4bXe7LmKz0PfRw2Hc",
         "recording_status": "Recording End", "recording_status_reason": "",
         "recording_s3_bucket_name": "example-recordings",
         "recording_s3_key_prefix": "ivs/v1/111122223333/Ab1/2022/8/16/9/7/w8Xn2bQe5LkM",
         "recording_duration_ms": 28435}
        """);
  }

  private static String replayed(String status) {
    return recording("aws.ivs", status)
        .replace("\"version\": \"0\",", "\"version\": \"0\", \"replay-name\": \"september\",");
  }

  private static String stream(String detailType, String name) {
    return envelope(
        "aws.ivs",
        detailType,
        CHANNEL,
        """
        {"event_name": "%s", "channel_name": "", "stream_id": "st-1Vq9sT4bXe7LmKz0PfRw2Hc"}
        """
            .formatted(name));
  }

  private static String limitBreach() {
    return envelope(
        "aws.ivs",
        "IVS Limit Breach",
        "[]",
        """
        {"limit_name": "Concurrent Broadcasts", "limit_value": 20, "exceeded_by": 1,
         "limit_unit": "active streams"}
        """);
  }

  private static String stage(String detailType, String name) {
    return envelope(
        "aws.ivs",
        detailType,
        STAGE,
        """
        {"session_id": "st-9KpL2xQv7T", "event_name": "%s", "participant_id": "zT4mB8nVw1Xc"}
        """
            .formatted(name));
  }

  private static String apiCall() {
    return envelope(
        "aws.ivs",
        "AWS API Call via CloudTrail",
        "[]",
        """
        {"eventVersion": "1.09", "eventSource": "ivs.amazonaws.com", "eventName": "StopStream",
         "requestParameters": {"channelArn": "arn:aws:ivs:us-east-1:111122223333:channel/Ab1"}}
        """);
  }
}
