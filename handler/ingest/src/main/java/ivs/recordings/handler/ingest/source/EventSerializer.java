package ivs.recordings.handler.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.S3Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An event as EventBridge would have delivered it: what [EventParser] reads, the other way round.
public final class EventSerializer {
  /// Tells what the reconciler made from what IVS sent.
  static final String SOURCE = "recordings.reconciler";

  private EventSerializer() {}

  public static String of(SourceEvent event) {
    return switch (event) {
      case RecordingEvent recording ->
          recording(recording, recording.streamId().value(), recording.subject().listed());
      case StreamEvent stream -> stream(stream);
    };
  }

  /// A recording event of an unknown stream, with those that it may be: once an operator has filled
  /// in `stream_id`, it can be sent as it is.
  public static String unattributed(RecordingEvent event, List<StreamId> candidates) {
    return recording(event, "", candidates);
  }

  private static String stream(StreamEvent event) {
    var text = envelope(IvsChannelAdapter.STREAM, event);
    text.putObject("detail")
        .put("event_name", event.phrase())
        .put("channel_name", event.envelope().channelName())
        .put("stream_id", event.streamId().value());
    return text.toString();
  }

  private static String recording(RecordingEvent event, String streamId, List<StreamId> listed) {
    var text = envelope(IvsChannelAdapter.RECORDING, event);
    var detail =
        text.putObject("detail")
            .put("recording_status", event.phrase())
            .put("recording_status_reason", reason(event).orElse(""))
            .put("recording_s3_bucket_name", event.subject().bucket().value())
            .put("recording_s3_key_prefix", prefix(event).map(S3Prefix::value).orElse(""));
    duration(event).ifPresent(duration -> detail.put("recording_duration_ms", duration.toMillis()));
    detail.put("channel_name", event.envelope().channelName()).put("stream_id", streamId);
    event
        .subject()
        .sessionId()
        .ifPresent(sessionId -> detail.put("recording_session_id", sessionId.value()));
    var streams = detail.putArray("recording_session_stream_ids");
    listed.forEach(stream -> streams.add(stream.value()));
    return text.toString();
  }

  private static ObjectNode envelope(String detailType, SourceEvent event) {
    var text =
        JsonFields.MAPPER
            .createObjectNode()
            .put("version", "0")
            .put("id", event.envelope().eventId())
            .put("detail-type", detailType)
            .put("source", SOURCE)
            .put("time", event.envelope().time().toString());
    text.putArray("resources").add(event.envelope().sourceArn().value());
    return text;
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
