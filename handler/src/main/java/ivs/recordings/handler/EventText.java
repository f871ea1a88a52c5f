package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import ivs.recordings.model.IvsEvent;
import ivs.recordings.model.RecordingEvent;
import ivs.recordings.model.RecordingEvent.EndFailed;
import ivs.recordings.model.RecordingEvent.Ended;
import ivs.recordings.model.RecordingEvent.StartFailed;
import ivs.recordings.model.RecordingEvent.Started;
import ivs.recordings.model.RecordingId;
import ivs.recordings.model.S3Prefix;
import ivs.recordings.model.StreamEvent;
import ivs.recordings.model.StreamId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An event as EventBridge would have delivered it: what [EventParser] reads, the other way round.
final class EventText {
  /// Tells what the reconciler made from what IVS sent.
  static final String SOURCE = "recordings.reconciler";

  private static final JsonFactory FACTORY = new JsonFactory();

  private EventText() {}

  static String of(IvsEvent event) {
    return switch (event) {
      case RecordingEvent recording ->
          of(recording, recording.streamId().value(), recording.subject().listed());
      case StreamEvent stream -> text(json -> stream(json, stream));
    };
  }

  /// A recording event whose stream nobody knows, with those that it may be: once a person has
  /// filled in `stream_id`, it can be sent as it is.
  static String unattributed(RecordingEvent event, List<StreamId> candidates) {
    return of(event, "", candidates);
  }

  private static String of(RecordingEvent event, String streamId, List<StreamId> listed) {
    return text(json -> recording(json, event, streamId, listed));
  }

  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private static String text(Writing writing) {
    var text = new StringWriter();
    try (var json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      writing.to(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void stream(JsonGenerator json, StreamEvent event) throws IOException {
    envelope(json, EventParser.STREAM, event);
    json.writeObjectFieldStart("detail");
    json.writeStringField("event_name", event.phrase());
    json.writeStringField("channel_name", event.envelope().channelName());
    json.writeStringField("stream_id", event.streamId().value());
    json.writeEndObject();
  }

  private static void recording(
      JsonGenerator json, RecordingEvent event, String streamId, List<StreamId> listed)
      throws IOException {
    envelope(json, EventParser.RECORDING, event);
    json.writeObjectFieldStart("detail");
    json.writeStringField("recording_status", event.phrase());
    json.writeStringField("recording_status_reason", reason(event).orElse(""));
    json.writeStringField("recording_s3_bucket_name", event.subject().bucket().value());
    json.writeStringField("recording_s3_key_prefix", prefix(event).map(S3Prefix::value).orElse(""));
    var duration = duration(event);
    if (duration.isPresent()) {
      json.writeNumberField("recording_duration_ms", duration.get().toMillis());
    }
    json.writeStringField("channel_name", event.envelope().channelName());
    json.writeStringField("stream_id", streamId);
    if (event.subject().recordingId() instanceof RecordingId.OfSession(var sessionId)) {
      json.writeStringField("recording_session_id", sessionId.value());
    }
    json.writeArrayFieldStart("recording_session_stream_ids");
    for (var stream : listed) {
      json.writeString(stream.value());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void envelope(JsonGenerator json, String detailType, IvsEvent event)
      throws IOException {
    json.writeStringField("version", "0");
    json.writeStringField("id", event.envelope().eventId());
    json.writeStringField("detail-type", detailType);
    json.writeStringField("source", SOURCE);
    json.writeStringField("time", event.envelope().time().toString());
    json.writeArrayFieldStart("resources");
    json.writeString(event.envelope().sourceArn().value());
    json.writeEndArray();
  }

  private static Optional<S3Prefix> prefix(RecordingEvent event) {
    return switch (event) {
      case Started(_, var prefix) -> Optional.of(prefix);
      case Ended(_, var prefix, _) -> Optional.of(prefix);
      case EndFailed(_, var prefix, _, _) -> prefix;
      case StartFailed _ -> Optional.empty();
    };
  }

  private static Optional<Duration> duration(RecordingEvent event) {
    return switch (event) {
      case Ended(_, _, var duration) -> duration;
      case EndFailed(_, _, var duration, _) -> duration;
      case Started _, StartFailed _ -> Optional.empty();
    };
  }

  private static Optional<String> reason(RecordingEvent event) {
    return switch (event) {
      case EndFailed(_, _, _, var reason) -> reason;
      case StartFailed(_, var reason) -> reason;
      case Started _, Ended _ -> Optional.empty();
    };
  }
}
