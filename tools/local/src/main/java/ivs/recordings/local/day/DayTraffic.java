package ivs.recordings.local.day;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.ivs.StreamRegistry;
import ivs.recordings.local.samples.SampleData;
import ivs.recordings.local.samples.SampleRecording;
import ivs.recordings.local.template.LocalNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// Four channels that go live in turn, as IVS and EventBridge tell of them: every eight minutes a
/// stream of fourteen minutes begins, and its recording with it.
final class DayTraffic {
  static final List<String> CHANNELS = List.of("north", "east", "south", "west");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MINUTES_BETWEEN = 8;
  private static final int MINUTES_LIVE = 14;
  private static final String ACCOUNT = "111122223333";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, Show> live = new TreeMap<>();
  private final URI endpoint;
  private final StreamRegistry ivs;
  private final BlobStore store;
  private final Clock clock;
  private boolean lost;
  private boolean refused;

  DayTraffic(URI endpoint, EmbeddedSystem.Files files, Clock clock) {
    this.endpoint = endpoint;
    this.ivs = files.streams();
    this.store = files.store();
    this.clock = clock;
  }

  /// One stream and its recording.
  ///
  /// @param recorded whether IVS could record it
  private record Show(String channel, String id, Instant start, boolean recorded) {
    String stream() {
      return "st-" + id;
    }

    String prefix() {
      var at = start.atOffset(ZoneOffset.UTC);
      return "ivs/v1/%s/%s/%d/%d/%d/%d/%d/%s"
          .formatted(
              ACCOUNT,
              channel,
              at.getYear(),
              at.getMonthValue(),
              at.getDayOfMonth(),
              at.getHour(),
              at.getMinute(),
              id);
    }
  }

  static String arn(String channel) {
    return "arn:aws:ivs:%s:%s:channel/%s".formatted(LocalNames.REGION, ACCOUNT, channel);
  }

  /// From now on EventBridge loses what IVS tells it, or no longer.
  void lose(boolean events) {
    lost = events;
  }

  /// From now on IVS may not write into the bucket, or may again.
  void refuse(boolean writing) {
    refused = writing;
  }

  /// What happens in this minute of the day.
  void minute(int minute) {
    var over = live.remove(minute);
    if (over != null) {
      end(over);
    }
    if (minute % MINUTES_BETWEEN == 0) {
      var number = minute / MINUTES_BETWEEN;
      var channel = CHANNELS.get(number % CHANNELS.size());
      var show = new Show(channel, "day%04d".formatted(number), clock.instant(), !refused);
      live.put(minute + MINUTES_LIVE, show);
      begin(show);
    }
  }

  /// A channel without a profile goes live.
  void stranger(String channel) {
    begin(new Show(channel, "stranger", clock.instant(), true));
  }

  /// An event that is none of IVS's.
  void poison() {
    var detail = JSON.createObjectNode().put("recording_status", "Recording Paused");
    send("IVS Recording State Change", "north", detail.put("stream_id", "st-poison"));
  }

  private void begin(Show show) {
    stream(show, "Stream Start");
    recording(show, show.recorded() ? "Recording Start" : "Recording Start Failure", 0);
  }

  private void end(Show show) {
    if (show.recorded()) {
      var length = Duration.between(show.start(), clock.instant());
      write(
          new SampleRecording(
              show.prefix(),
              new SampleRecording.Origin.Channel(arn(show.channel())),
              show.start(),
              Optional.of(new SampleRecording.Outcome(clock.instant(), length, Optional.empty()))));
      recording(show, "Recording End", length.toMillis());
    }
    stream(show, "Stream End");
  }

  /// What IVS leaves in the bucket beside the media, which is not played here.
  private void write(SampleRecording recording) {
    recording
        .objects()
        .forEach((key, content) -> {
          if (key.contains("/events/")) {
            var put =
                PutObjectRequest.builder()
                    .bucket(SampleData.BUCKET)
                    .key(key)
                    .contentType("application/json")
                    .contentLength((long) content.length)
                    .build();
            store.putBlob(put, new ByteArrayInputStream(content));
          }
        });
  }

  private void stream(Show show, String name) {
    var detail =
        JSON.createObjectNode().put("event_name", name).put("channel_name", show.channel());
    send("IVS Stream State Change", show.channel(), detail.put("stream_id", show.stream()));
  }

  private void recording(Show show, String status, long millis) {
    var failed = status.endsWith("Failure");
    var detail =
        JSON.createObjectNode()
            .put("recording_status", status)
            .put("recording_status_reason", failed ? "ValidationException" : "")
            .put("recording_s3_bucket_name", SampleData.BUCKET)
            .put("recording_s3_key_prefix", failed ? "" : show.prefix())
            .put("recording_duration_ms", millis)
            .put("channel_name", show.channel())
            .put("stream_id", show.stream())
            .put("recording_session_id", show.id());
    detail.putArray("recording_session_stream_ids").add(show.stream());
    send("IVS Recording State Change", show.channel(), detail);
  }

  /// IVS knows what it has told, whether or not anybody hears of it.
  private void send(String type, String channel, ObjectNode detail) {
    if (lost) {
      var envelope = JSON.createObjectNode().put("detail-type", type);
      envelope.put("time", clock.instant().toString());
      envelope.putArray("resources").add(arn(channel));
      envelope.set("detail", detail);
      ivs.hear(envelope.toString());
      return;
    }
    var request = JSON.createObjectNode();
    var entry = request.putArray("Entries").addObject();
    entry.put("Source", "recordings.test").put("DetailType", type).put("Detail", detail.toString());
    entry.put("Time", clock.instant().getEpochSecond());
    entry.putArray("Resources").add(arn(channel));
    var answer = call(Optional.of("AWSEvents.PutEvents"), "/", "POST", request.toString());
    if (!answer.contains("\"FailedEntryCount\":0")) {
      throw new IllegalStateException("the bus refused an event of the day: " + answer);
    }
  }

  /// Asks the system as anybody would.
  String call(Optional<String> target, String path, String method, String body) {
    var request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .header("Content-Type", "application/x-amz-json-1.1")
            .method(method, BodyPublishers.ofString(body));
    target.ifPresent(operation -> request.header("X-Amz-Target", operation));
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException("%s %s: %s".formatted(method, path, answer.body()));
      }
      return answer.body();
    } catch (IOException unreachable) {
      throw new IllegalStateException("the embedded system doesn't answer", unreachable);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stop);
    }
  }

  /// The profiles of the channels, as items.
  static List<Map<String, String>> profiles() {
    var profiles = new ArrayList<Map<String, String>>();
    CHANNELS.forEach(
        channel -> profiles.add(Map.of("sourceArn", arn(channel), "profileId", channel)));
    return profiles;
  }
}
