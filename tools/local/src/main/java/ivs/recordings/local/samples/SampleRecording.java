package ivs.recordings.local.samples;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One recording as IVS lays it out in S3: manifests, playlists and thumbnails, and no segments.
///
/// @param prefix neither begins nor ends with a slash
/// @param origin what made it
/// @param outcome empty while it runs
public record SampleRecording(
    String prefix, Origin origin, Instant startedAt, Optional<Outcome> outcome) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SEGMENTS = 3;

  /// What a manifest says of where a recording came from.
  public sealed interface Origin {
    /// The ARN of the channel or stage.
    String arn();

    record Channel(String arn) implements Origin {}

    record Participant(String arn, String sessionId, String participantId) implements Origin {}

    record Composition(String arn) implements Origin {}
  }

  /// How a recording ended.
  ///
  /// @param failure IVS's word for what went wrong
  public record Outcome(Instant endedAt, Duration duration, Optional<String> failure) {}

  /// What lies in the bucket, by key.
  public Map<String, byte[]> objects() {
    var files = new LinkedHashMap<String, byte[]>();
    files.put(key("events/recording-started.json"), manifest(Optional.empty()));
    outcome.ifPresent(end ->
        files.put(
            key(
                end.failure().isPresent()
                    ? "events/recording-failed.json"
                    : "events/recording-ended.json"),
            manifest(outcome)));
    var duration = outcome.map(Outcome::duration).orElse(Duration.ZERO);
    var segments = outcome.isPresent() && duration.isZero() ? 0 : SEGMENTS;
    // The segments share the duration, however long that is.
    layout()
        .media(segments, duration.toMillis() / 1000.0 / SEGMENTS)
        .forEach((path, content) -> files.put(key(path), content));
    return files;
  }

  private SampleLayout layout() {
    return switch (origin) {
      case Origin.Channel _ -> SampleLayout.CHANNEL;
      case Origin.Participant _ -> SampleLayout.PARTICIPANT;
      case Origin.Composition _ -> SampleLayout.COMPOSITION;
    };
  }

  private byte[] manifest(Optional<Outcome> end) {
    var manifest = JSON.createObjectNode();
    manifest.put("version", "v1");
    switch (origin) {
      case Origin.Channel(var arn) -> manifest.put("channel_arn", arn);
      case Origin.Participant(var arn, var session, var participant) ->
          manifest
              .put("stage_arn", arn)
              .put("session_id", session)
              .put("participant_id", participant);
      case Origin.Composition(var arn) -> manifest.put("stage_arn", arn);
    }
    end.ifPresent(over -> manifest.put("recording_ended_at", over.endedAt().toString()));
    manifest.put("recording_started_at", startedAt.toString());
    manifest.put("recording_status", end.map(SampleRecording::status).orElse("RECORDING_STARTED"));
    end.flatMap(Outcome::failure)
        .ifPresent(message -> manifest.put("recording_status_message", message));
    var media = manifest.putObject("media");
    var hls = media.putObject("hls");
    end.ifPresent(over -> hls.put("duration_ms", over.duration().toMillis()));
    layout().describe(media, hls);
    return SampleMedia.text(manifest.toString());
  }

  private static String status(Outcome over) {
    return over.failure().isPresent() ? "RECORDING_ENDED_WITH_FAILURE" : "RECORDING_ENDED";
  }

  private String key(String path) {
    return prefix + "/" + path;
  }
}
