package ivs.recordings.cli.testing;

import ivs.recordings.cli.format.JsonOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A channel that only one test knows, and what it sends.
///
/// @param name letters and digits, different in each test
public record TestChannel(String name) {
  public String arn() {
    return "arn:aws:ivs:us-east-1:111122223333:channel/" + name;
  }

  public String stream(int number) {
    return "st-%s%d".formatted(name, number);
  }

  public String recording(int number) {
    return name + "R" + number;
  }

  public String streamStart(int stream, String time) {
    return streamState("Stream Start", stream, time);
  }

  public String streamEnd(int stream, String time) {
    return streamState("Stream End", stream, time);
  }

  private String streamState(String event, int stream, String time) {
    return entry(
        "IVS Stream State Change",
        time,
        """
        {"event_name": "%s", "channel_name": "x", "stream_id": "%s"}\
        """
            .formatted(event, stream(stream)));
  }

  public String recordingStart(int stream, int recording, String time) {
    return recording("Recording Start", "", stream, recording, time, 0, List.of(stream));
  }

  public String recordingEnd(
      int stream, int recording, String time, long millis, List<Integer> streams) {
    return recording("Recording End", "", stream, recording, time, millis, streams);
  }

  public String recordingEndFailure(int stream, int recording, String time, String reason) {
    return recording("Recording End Failure", reason, stream, recording, time, 0, List.of(stream));
  }

  private String recording(
      String status,
      String reason,
      int stream,
      int recording,
      String time,
      long millis,
      List<Integer> streams) {
    return entry(
        "IVS Recording State Change",
        time,
        """
        {"recording_status": "%s", "recording_status_reason": "%s", \
        "recording_s3_bucket_name": "files", "recording_s3_key_prefix": "ivs/v1/%s/%d", \
        "recording_duration_ms": %d, "channel_name": "x", "stream_id": "%s", \
        "recording_session_id": "%s", "recording_session_stream_ids": [%s]}\
        """
            .formatted(
                status,
                reason,
                name,
                recording,
                millis,
                stream(stream),
                recording(recording),
                String.join(
                    ", ", streams.stream().map(each -> '"' + stream(each) + '"').toList())));
  }

  public String entry(String detailType, String time, String detail) {
    return """
    {"Source": "recordings.test", "DetailType": "%s", "Time": "%s", "Resources": ["%s"], \
    "Detail": "%s"}\
    """
        .formatted(detailType, time, arn(), detail.replace("\"", "\\\""));
  }

  /// The event of an entry as EventBridge hands it on.
  public String envelope(String entry) {
    var put = JsonOutput.read(entry).orElseThrow();
    var envelope =
        JsonOutput.object()
            .put("version", "0")
            .put("id", "of-" + name)
            .put("detail-type", put.path("DetailType").asText())
            .put("source", "aws.ivs")
            .put("time", put.path("Time").asText());
    envelope.putArray("resources").add(arn());
    envelope.set("detail", JsonOutput.read(put.path("Detail").asText()).orElseThrow());
    return envelope.toString();
  }

  public static Path file(Path folder, String name, String... entries) throws Exception {
    return Files.writeString(folder.resolve(name), file(entries));
  }

  public static String file(String... entries) {
    return "[" + String.join(",\n ", entries) + "]";
  }
}
