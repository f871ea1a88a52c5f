package ivs.recordings.local.samples;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One recording as IVS lays it out in S3: manifests, playlists, a few segments and thumbnails. The
/// media is as small as it can be and still be what its name says.
///
/// @param prefix neither begins nor ends with a slash
/// @param channel its ARN
/// @param outcome empty while it runs
public record SampleRecording(
    String prefix, String channel, Instant startedAt, Optional<Outcome> outcome) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HLS = "media/hls";
  private static final String RENDITION = "160p30";
  private static final int WIDTH = 284;
  private static final int HEIGHT = 160;
  private static final int SEGMENTS = 3;

  /// How a recording ended.
  ///
  /// @param failure IVS's word for what went wrong
  public record Outcome(Instant endedAt, Duration duration, Optional<String> failure) {}

  /// What lies in the bucket, by key.
  public Map<String, byte[]> objects() {
    var files = new LinkedHashMap<String, byte[]>();
    put(files, "events/recording-started.json", manifest(Optional.empty()));
    outcome.ifPresent(end ->
        put(
            files,
            end.failure().isPresent()
                ? "events/recording-failed.json"
                : "events/recording-ended.json",
            manifest(outcome)));
    put(files, HLS + "/master.m3u8", master());
    put(files, HLS + "/" + RENDITION + "/playlist.m3u8", playlist());
    for (var i = 0; i < segments(); i++) {
      files.put(key(HLS + "/" + RENDITION + "/" + i + ".ts"), SampleMedia.segment(i));
      files.put(key("media/thumbnails/thumb" + i + ".jpg"), SampleMedia.thumbnail(i));
    }
    files.put(key("media/latest_thumbnail/thumb.jpg"), SampleMedia.thumbnail(segments()));
    return files;
  }

  private int segments() {
    return outcome.filter(end -> end.duration().isZero()).isPresent() ? 0 : SEGMENTS;
  }

  private String manifest(Optional<Outcome> end) {
    var manifest = JSON.createObjectNode();
    manifest.put("version", "v1");
    manifest.put("channel_arn", channel);
    end.ifPresent(over -> manifest.put("recording_ended_at", over.endedAt().toString()));
    manifest.put("recording_started_at", startedAt.toString());
    manifest.put("recording_status", end.map(SampleRecording::status).orElse("RECORDING_STARTED"));
    end.flatMap(Outcome::failure)
        .ifPresent(message -> manifest.put("recording_status_message", message));
    var media = manifest.putObject("media");
    var hls = media.putObject("hls");
    end.ifPresent(over -> hls.put("duration_ms", over.duration().toMillis()));
    hls.put("path", HLS);
    hls.put("playlist", "master.m3u8");
    var rendition = hls.putArray("renditions").addObject();
    resolution(rendition.put("path", RENDITION).put("playlist", "playlist.m3u8"));
    resolution(media.putObject("thumbnails").put("path", "media/thumbnails"));
    resolution(media.putObject("latest_thumbnail").put("path", "media/latest_thumbnail/thumb.jpg"));
    return manifest.toString();
  }

  private static String status(Outcome over) {
    return over.failure().isPresent() ? "RECORDING_ENDED_WITH_FAILURE" : "RECORDING_ENDED";
  }

  private static void resolution(ObjectNode what) {
    what.put("resolution_height", HEIGHT).put("resolution_width", WIDTH);
  }

  private static String master() {
    return """
    #EXTM3U
    #EXT-X-VERSION:3
    #EXT-X-STREAM-INF:BANDWIDTH=230000,RESOLUTION=%dx%d,FRAME-RATE=30.000
    %s/playlist.m3u8
    """
        .formatted(WIDTH, HEIGHT, RENDITION);
  }

  /// The segments share the duration, however long that is.
  private String playlist() {
    var seconds =
        outcome.map(Outcome::duration).orElse(Duration.ZERO).toMillis() / 1000.0 / SEGMENTS;
    var playlist =
        new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n")
            .append("#EXT-X-TARGETDURATION:%d%n".formatted((long) Math.ceil(seconds)));
    for (var i = 0; i < segments(); i++) {
      playlist.append(String.format(Locale.ROOT, "#EXTINF:%.3f,\n%d.ts\n", seconds, i));
    }
    return playlist.append("#EXT-X-ENDLIST\n").toString();
  }

  private void put(Map<String, byte[]> files, String path, String text) {
    files.put(key(path), text.getBytes(StandardCharsets.UTF_8));
  }

  private String key(String path) {
    return prefix + "/" + path;
  }
}
