package ivs.recordings.handler.runtime;

import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

/// Events as EventBridge delivers them, in the shape that IVS documents.
public final class Events {
  public static final String CHANNEL = "arn:aws:ivs:eu-west-1:111122223333:channel/AbCdef1G2hij";
  public static final String RIVAL = "arn:aws:ivs:eu-west-1:111122223333:channel/ZzYyxx9W8vuT";
  public static final String PREFIX = "ivs/v1/111122223333/AbCdef1G2hij/2026/11/2/9/5/y9KbtxapPKU3";

  public static final String STAGE = "arn:aws:ivs:eu-west-1:111122223333:stage/WyGkzNFGwiwr";
  public static final String COMPOSITION =
      "arn:aws:ivs:eu-west-1:111122223333:composition/s2AdaGUbvQgp";

  private Events() {}

  public static String recording(
      String status, String session, String time, long millis, String stream, String... listed) {
    return recordingOf(CHANNEL, status, session, time, millis, stream, listed);
  }

  public static String recordingOf(
      String channel,
      String status,
      String session,
      String time,
      long millis,
      String stream,
      String... listed) {
    var failed = status.endsWith("Failure");
    return envelope(
        "IVS Recording State Change",
        channel,
        time,
        """
        {"recording_status":"%s","recording_status_reason":"%s",\
        "recording_s3_bucket_name":"example-recordings","recording_s3_key_prefix":"%s",\
        "recording_duration_ms":%d,"channel_name":"ada-live","stream_id":"%s",\
        "recording_session_id":"%s","recording_session_stream_ids":[%s]}\
        """
            .formatted(
                status,
                failed ? "InternalServerException" : "",
                status.equals("Recording Start Failure") ? "" : PREFIX,
                millis,
                stream,
                session,
                Arrays.stream(listed).map("\"%s\""::formatted).collect(Collectors.joining(","))));
  }

  public static String stream(String name, String time, String stream) {
    return streamOf(CHANNEL, name, time, stream);
  }

  public static String streamOf(String channel, String name, String time, String stream) {
    return envelope(
        "IVS Stream State Change",
        channel,
        time,
        "{\"event_name\":\"%s\",\"channel_name\":\"ada-live\",\"stream_id\":\"%s\"}"
            .formatted(name, stream));
  }

  /// An event of a participant's recording.
  ///
  /// @param more further fields of `detail`, each with a comma before it
  public static String participant(String name, String time, String session, String more) {
    return envelope(
        "IVS Participant Recording State Change",
        STAGE,
        time,
        "{\"session_id\":\"%s\",\"event_name\":\"%s\",\"participant_id\":\"xYz1c2d3e4f\"%s}"
            .formatted(session, name, more));
  }

  /// What a participant's event says of its files.
  public static String files(String prefix) {
    return ",\"recording_s3_bucket_name\":\"example-recordings\",\"recording_s3_key_prefix\":\"%s\""
        .formatted(prefix);
  }

  public static String stageUpdate(String name, String time, String session) {
    return envelope(
        "IVS Stage Update",
        STAGE,
        time,
        "{\"session_id\":\"%s\",\"event_name\":\"%s\",\"user_id\":\"\",\"participant_id\":\"p\"}"
            .formatted(session, name));
  }

  /// An event of a composition.
  ///
  /// @param more further fields of `detail`, each with a comma before it
  public static String composition(String name, String time, String more) {
    return envelope(
        "IVS Composition State Change",
        COMPOSITION,
        time,
        "{\"event_name\":\"%s\",\"stage_arn\":\"%s\"%s}".formatted(name, STAGE, more));
  }

  public static String envelope(String detailType, String channel, String time, String detail) {
    return """
    {"version":"0","id":"%s","detail-type":"%s","source":"aws.ivs","account":"111122223333",\
    "time":"%s","region":"eu-west-1","resources":["%s"],"detail":%s}\
    """
        .formatted(
            new UUID(detailType.hashCode(), (time + channel + detail).hashCode()),
            detailType,
            time,
            channel,
            detail);
  }

  /// The event without one of its fields.
  public static String without(String field, String event) {
    return event.replaceFirst("\"" + field + "\":(\"[^\"]*\"|\\[[^\\]]*\\]|[0-9]+),?", "");
  }
}
