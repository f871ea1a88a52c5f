package ivs.recordings.handler;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Something that happened at IVS and that it tells by an event.
///
/// @param phrase IVS's word for it
/// @param recording the key of the row it is about; empty for news of a stream
/// @param session the recording's session id; empty where the recording has none
/// @param listed the streams it lists
/// @param prefix empty where it names no files
/// @param millis the duration that it names
/// @param reason empty where nothing failed
record Fact(
    String channel,
    String phrase,
    Instant time,
    String stream,
    String recording,
    String session,
    List<String> listed,
    String prefix,
    long millis,
    String reason) {

  static Fact ofStream(String channel, String phrase, Instant time, String stream) {
    return new Fact(channel, phrase, time, stream, "", "", List.of(), "", 0, "");
  }

  boolean isOfStream() {
    return recording.isEmpty();
  }

  boolean isStart() {
    return phrase.equals("Recording Start");
  }

  /// STARTED, FAILED or COMPLETED, as a number.
  int rank() {
    return isStart() ? 0 : phrase.equals("Recording End") ? 2 : 1;
  }

  /// The event that tells it, as it lies in the queue.
  String event(String id) {
    var detail =
        isOfStream()
            ? "\"event_name\":\""
                + phrase
                + "\",\"channel_name\":\"\",\"stream_id\":\""
                + stream
                + '"'
            : "\"recording_status\":\""
                + phrase
                + "\",\"recording_status_reason\":\""
                + reason
                + "\",\"recording_s3_bucket_name\":\""
                + Scenario.BUCKET
                + "\",\"recording_s3_key_prefix\":\""
                + prefix
                + "\",\"recording_duration_ms\":"
                + millis
                + ",\"channel_name\":\"\",\"stream_id\":\""
                + stream
                + '"'
                + (session.isEmpty() ? "" : ",\"recording_session_id\":\"" + session + '"')
                + ",\"recording_session_stream_ids\":["
                + listed.stream().map(each -> '"' + each + '"').collect(Collectors.joining(","))
                + "]";
    return "{\"version\":\"0\",\"id\":\""
        + id
        + "\",\"detail-type\":\"IVS "
        + (isOfStream() ? "Stream" : "Recording")
        + " State Change\",\"source\":\"aws.ivs\","
        + "\"time\":\""
        + time
        + "\",\"resources\":[\""
        + channel
        + "\"],\"detail\":{"
        + detail
        + "}}";
  }
}
