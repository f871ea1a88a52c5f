package ivs.recordings.handler.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamId;
import java.util.List;
import java.util.Optional;

/// An event as EventBridge would have delivered it: what [EventParser] reads, the other way round.
public final class EventSerializer {
  /// Tells what the reconciler made from what IVS sent.
  static final String SOURCE = "recordings.reconciler";

  private EventSerializer() {}

  public static String of(SourceEvent event) {
    return switch (event) {
      case RecordingEvent recording -> recording(recording);
      case StreamEvent stream -> stream(stream);
    };
  }

  /// A recording event of an unknown stream, with those that it may be: once an operator has filled
  /// in `stream_id`, it can be sent as it is.
  public static String unattributed(RecordingEvent event, List<StreamId> candidates) {
    var subject = event.subject();
    return recording(
        event.about(
            new RecordingEvent.Subject(
                subject.envelope(),
                subject.source(),
                subject.recordingId(),
                subject.sessionId(),
                Optional.empty(),
                candidates,
                subject.location())));
  }

  /// The end of a stage session looks like that of a channel's stream: IVS has no event for it.
  private static String stream(StreamEvent event) {
    var text = envelope(event, event.envelope().sourceArn().value());
    text.put("detail-type", IvsChannelAdapter.STREAM)
        .putObject("detail")
        .put("event_name", event.phrase())
        .put("channel_name", event.envelope().channelName())
        .put("stream_id", event.streamId().value());
    return text.toString();
  }

  private static String recording(RecordingEvent event) {
    var adapter =
        switch (event.source()) {
          case IVS_CHANNEL -> EventParser.CHANNEL;
          case UPLOAD -> EventParser.UPLOAD;
          case IVS_PARTICIPANT -> EventParser.PARTICIPANT;
          case IVS_COMPOSITION -> EventParser.COMPOSITION;
        };
    var text = envelope(event, adapter.resource(event));
    var detail = JsonFields.MAPPER.createObjectNode();
    text.put("detail-type", adapter.write(event, detail)).set("detail", detail);
    return text.toString();
  }

  private static ObjectNode envelope(SourceEvent event, String resource) {
    var text =
        JsonFields.MAPPER
            .createObjectNode()
            .put("version", "0")
            .put("id", event.envelope().eventId())
            .put("source", SOURCE)
            .put("time", event.envelope().time().toString());
    text.putArray("resources").add(resource);
    return text;
  }
}
