package ivs.recordings.local.samples;

import java.util.List;
import java.util.stream.Stream;

/// What IVS puts on the default bus: every detail-type that it documents or was seen to send, and
/// what only looks like it. No pattern speaks of a detail, so most say no more than what they are.
public final class DocumentedEvents {
  private static final List<String> RECORDING = List.of("IVSRecordingStatusRule");
  private static final List<String> STREAM = List.of("IVSStreamStateRule");
  private static final List<String> STAGE = List.of("IVSRealTimeRule");
  private static final List<String> NO_RULE = List.of();
  private static final String CHANNEL = "[\"arn:aws:ivs:us-east-1:111122223333:channel/Ab1\"]";

  private DocumentedEvents() {}

  public record Documented(String what, List<String> takenBy, String json) {
    @Override
    public String toString() {
      return what;
    }
  }

  public static Stream<Documented> all() {
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
                .map(name -> new Documented(name, STREAM, other("IVS Stream State Change", name))),
            Stream.of(
                    "IVS Stage Update",
                    "IVS Participant Recording State Change",
                    "IVS Composition State Change")
                .map(type -> new Documented(type, STAGE, other(type, "whatever it tells"))),
            Stream.of(
                    "IVS Stream Health Change",
                    "IVS Limit Breach",
                    "IVS Publisher Recording State Change",
                    "AWS API Call via CloudTrail")
                .map(type -> new Documented(type, NO_RULE, other(type, "whatever it tells"))),
            Stream.of(
                new Documented("recording, as before 2022", RECORDING, oldRecording()),
                new Documented("replayed recording", RECORDING, replayed()),
                new Documented(
                    "another's event of our type",
                    NO_RULE,
                    recording("com.example", "Recording End"))))
        .flatMap(events -> events);
  }

  public static String envelope(String source, String detailType, String resources, String detail) {
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

  /// Without the session that the recording belongs to.
  private static String oldRecording() {
    return recording("aws.ivs", "Recording End").replaceAll(", \"recording_session[^}]*", "");
  }

  private static String replayed() {
    return recording("aws.ivs", "Recording End")
        .replace("\"version\": \"0\",", "\"version\": \"0\", \"replay-name\": \"september\",");
  }

  private static String other(String detailType, String name) {
    return envelope("aws.ivs", detailType, CHANNEL, "{\"event_name\": \"%s\"}".formatted(name));
  }
}
