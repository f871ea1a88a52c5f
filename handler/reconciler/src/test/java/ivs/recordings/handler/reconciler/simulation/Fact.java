package ivs.recordings.handler.reconciler.simulation;

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

  /// The same, told of another stream by the files alone.
  Fact of(String otherStream) {
    return new Fact(channel, phrase, time, otherStream, "", "", List.of(), prefix, millis, reason);
  }

  /// The event that tells it, as it lies in the queue.
  String event(String id) {
    return """
    {"version":"0","id":"%s","detail-type":"IVS %s State Change","source":"aws.ivs","time":"%s",\
    "resources":["%s"],"detail":{%s,"channel_name":"","stream_id":"%s"}}\
    """
        .formatted(
            id,
            isOfStream() ? "Stream" : "Recording",
            time,
            channel,
            isOfStream() ? "\"event_name\":\"" + phrase + '"' : recordingDetail(),
            stream);
  }

  private String recordingDetail() {
    return """
    "recording_status":"%s","recording_status_reason":"%s","recording_s3_bucket_name":"%s",\
    "recording_s3_key_prefix":"%s","recording_duration_ms":%d,%s\
    "recording_session_stream_ids":[%s]\
    """
        .formatted(
            phrase,
            reason,
            Scenario.BUCKET,
            prefix,
            millis,
            session.isEmpty() ? "" : "\"recording_session_id\":\"" + session + "\",",
            listed.stream().map(each -> '"' + each + '"').collect(Collectors.joining(",")));
  }
}
