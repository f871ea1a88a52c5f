package ivs.recordings.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What arrives: batches of recording events of one channel, each of a recording of its own.
final class Samples {
  static final String CHANNEL = "arn:aws:ivs:us-east-1:111122223333:channel/uWq4mB7xKd2T";
  static final String STREAM = "st-1CLHysUnTiAg79Bi3itn5Dx";

  private Samples() {}

  /// A batch as Lambda hands it over, with the events `first`, `first + 1`, …
  static byte[] batch(int first, int size) {
    var records =
        IntStream.range(first, first + size)
            .mapToObj(Samples::record)
            .collect(Collectors.joining(","));
    return "{\"Records\":[%s]}".formatted(records).getBytes(StandardCharsets.UTF_8);
  }

  private static String record(int n) {
    return record(n, start(n));
  }

  static String record(int n, String body) {
    return """
    {"messageId":"19dd0b57-b21e-4ac1-bd88-%012d","receiptHandle":"MessageReceiptHandle",\
    "body":"%s","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1788424971000",\
    "SenderId":"AIDAIENQZJOLO23YVJ4VO","ApproximateFirstReceiveTimestamp":"1788424971001"},\
    "messageAttributes":{},"md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs",\
    "eventSourceARN":"arn:aws:sqs:us-east-1:111122223333:RecordingEvents","awsRegion":"us-east-1"}\
    """
        .formatted(n, body.replace("\"", "\\\""));
  }

  /// The start of recording `n`.
  static String start(int n) {
    return event(n, "Recording Start", "2026-09-03T07:05:12Z", 0);
  }

  /// The end of recording `n`.
  static String end(int n) {
    return event(n, "Recording End", "2026-09-03T08:02:51Z", 3_444_000);
  }

  /// The start of a stream.
  static String live(String stream) {
    return """
    {"id":"3f3d1c9a-%s","detail-type":"IVS Stream State Change","source":"aws.ivs",\
    "time":"2026-09-03T07:05:10Z","resources":["%s"],"detail":{"event_name":"Stream Start",\
    "channel_name":"anna-live","stream_id":"%s"}}\
    """
        .formatted(stream, CHANNEL, stream);
  }

  static Map<String, AttributeValue> profile() {
    return Map.of("sourceArn", s(CHANNEL), "profileId", s("anna"));
  }

  static Map<String, AttributeValue> session() {
    return Map.of(
        "streamId", s(STREAM),
        "profileId", s("anna"),
        "sourceArn", s(CHANNEL),
        "status", s("LIVE"),
        "startTime", s("2026-09-03T07:05:10Z"),
        "version", AttributeValue.fromN("1"),
        "updatedAt", s("2026-09-03T07:05:11Z"));
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  private static String event(int n, String status, String time, long duration) {
    return """
    {"version":"0","id":"89b4b2d6-8d0b-4d1c-a7a3-%012d","detail-type":"IVS Recording State Change",\
    "source":"aws.ivs","account":"111122223333","time":"%s","region":"us-east-1",\
    "resources":["%s"],"detail":{"channel_name":"anna-live","stream_id":"%s",\
    "recording_status":"%s","recording_status_reason":"",\
    "recording_s3_bucket_name":"example-recordings",\
    "recording_s3_key_prefix":"ivs/v1/111122223333/uWq4mB7xKd2T/2026/9/3/7/5/r%d",\
    "recording_duration_ms":%d,"recording_session_id":"session%d",\
    "recording_session_stream_ids":["%s"]}}\
    """
        .formatted(n, time, CHANNEL, STREAM, status, n, duration, n, STREAM);
  }
}
