package ivs.recordings.handler.publisher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.library.RecordingFault;
import java.util.Optional;

/// The detail of a domain event as JSON, by the schema in docs/events. What is unknown is absent.
final class DomainEventJson {
  private DomainEventJson() {}

  static String of(DomainEvent event) {
    var detail = JsonNodeFactory.instance.objectNode();
    detail.put("id", event.id());
    detail.put("type", event.type().word());
    detail.put("timestamp", event.timestamp().toString());
    detail.set("data", data(event));
    return detail.toString();
  }

  private static ObjectNode data(DomainEvent event) {
    var recording = event.recording();
    var data = JsonNodeFactory.instance.objectNode();
    data.put("recordingId", recording.recordingId().value());
    data.put("version", recording.version());
    data.put("status", event.status().name());
    data.put("recordingStatus", recording.status().name());
    data.put("profileId", recording.profileId().value());
    text(data, "streamSessionId", recording.streamSessionId().map(StreamId::value));
    data.put("source", recording.source().name());
    text(data, "startedAt", recording.startedAt());
    text(data, "endedAt", recording.endedAt());
    recording.duration().ifPresent(length -> data.put("durationMs", length.toMillis()));
    text(data, "title", recording.title());
    text(data, "visibility", recording.visibility());
    if (recording.isPartial()) {
      data.put("partial", true);
    }
    RecordingFault.of(recording)
        .ifPresent(fault ->
            data.putObject("error").put("code", fault.code()).put("message", fault.message()));
    return data;
  }

  private static void text(ObjectNode data, String field, Optional<?> value) {
    value.ifPresent(known -> data.put(field, known.toString()));
  }
}
