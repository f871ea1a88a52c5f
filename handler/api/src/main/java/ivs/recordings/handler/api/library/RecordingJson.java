package ivs.recordings.handler.api.library;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.RecordingFault;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Recordings and streams as the native routes show them; a field without a value is null.
public final class RecordingJson {
  private RecordingJson() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// A recording.
  ///
  /// @param links where its owner sees it
  public static ObjectNode of(RecordingSummary recording, PlayLinks links, Instant now) {
    var json =
        object()
            .put("recordingId", recording.recordingId().value())
            .put("status", recording.clientStatus(now).name())
            .put("profileId", recording.profileId().value());
    put(json, "streamSessionId", recording.streamSessionId().map(StreamId::value));
    json.put("source", recording.source().name());
    put(json, "startedAt", recording.startedAt().map(Instant::toString));
    put(json, "endedAt", recording.endedAt().map(Instant::toString));
    putMillis(json, recording.duration());
    put(json, "title", recording.title());
    put(json, "thumbnailUrl", links.thumbnail(recording, Optional.empty(), now));
    put(json, "visibility", recording.visibility().map(Visibility::name));
    json.put("version", recording.version());
    recording.retainUntil().ifPresent(until -> json.put("retainUntil", until.toString()));
    if (recording.legalHold()) {
      json.put("legalHold", true);
    }
    RecordingFault.of(recording)
        .ifPresent(fault ->
            json.putObject("error").put("code", fault.code()).put("message", fault.message()));
    if (recording.isPartial()) {
      json.put("partial", true);
    }
    return json;
  }

  public static ObjectNode of(StreamSummary stream, Visibility defaultVisibility) {
    var session = stream.session();
    var said = stream.description();
    var json =
        object()
            .put("streamId", stream.id().value())
            .put("profileId", session.profileId().value())
            .put("status", session.status().name());
    put(json, "startedAt", session.startTime().map(Instant::toString));
    put(json, "endedAt", session.endTime().map(Instant::toString));
    putMillis(json, session.duration());
    put(json, "title", said.title());
    put(json, "description", said.description());
    put(json, "categoryId", said.categoryId());
    json.put("visibility", stream.visibility(defaultVisibility).name());
    put(json, "thumbnail", said.thumbnail());
    return json.put("totalViews", stream.totalViews())
        .put("totalLikes", stream.totalLikes())
        .put("version", stream.version());
  }

  public static void put(ObjectNode json, String name, Optional<String> value) {
    value.ifPresentOrElse(known -> json.put(name, known), () -> json.putNull(name));
  }

  private static void putMillis(ObjectNode json, Optional<Duration> duration) {
    duration.ifPresentOrElse(
        known -> json.put("durationMs", known.toMillis()), () -> json.putNull("durationMs"));
  }
}
