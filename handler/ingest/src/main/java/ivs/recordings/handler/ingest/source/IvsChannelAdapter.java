package ivs.recordings.handler.ingest.source;

import static ivs.recordings.handler.runtime.JsonFields.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamEvent.SessionCreated;
import ivs.recordings.model.event.StreamEvent.SessionEnded;
import ivs.recordings.model.event.StreamEvent.StreamEnded;
import ivs.recordings.model.event.StreamEvent.StreamFailed;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamEvent.TakenOver;
import ivs.recordings.model.event.StreamEvent.TakeoverFailed;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.util.Optional;
import java.util.Set;

/// Recordings and streams of IVS low-latency channels.
///
/// The names on the wire stand here and nowhere else. IVS documents them in "Using Amazon
/// EventBridge with IVS": the channel's ARN is only in `resources[0]`, a recording's transition in
/// `recording_status`, a stream's in `event_name`.
final class IvsChannelAdapter implements SourceAdapter {
  static final String RECORDING = "IVS Recording State Change";
  static final String STREAM = "IVS Stream State Change";

  /// IVS merges at most 20 streams into one recording; this leaves room without letting a forged
  /// event ask for a thousand writes.
  static final int MOST_STREAMS = 100;

  @Override
  public Set<String> detailTypes() {
    return Set.of(RECORDING, STREAM);
  }

  @Override
  public ParsedEvent parse(String detailType, JsonFields fields) {
    return detailType.equals(RECORDING)
        ? new Ours(recordingEvent(fields))
        : streamEvent(fields).<ParsedEvent>map(Ours::new).orElseGet(() -> new NotOurs(STREAM));
  }

  @Override
  public String write(RecordingEvent event, ObjectNode detail) {
    detail
        .put("recording_status", event.phrase())
        .put("recording_status_reason", RecordingFields.reason(event).orElse(""));
    RecordingFields.write(event.subject().location(), detail);
    RecordingFields.writeDuration(event, detail);
    detail
        .put("channel_name", event.envelope().channelName())
        .put("stream_id", event.stream().map(StreamId::value).orElse(""));
    event
        .subject()
        .sessionId()
        .ifPresent(sessionId -> detail.put("recording_session_id", sessionId.value()));
    var streams = detail.putArray("recording_session_stream_ids");
    event.subject().listed().forEach(stream -> streams.add(stream.value()));
    return RECORDING;
  }

  private static SourceEvent recordingEvent(JsonFields fields) {
    var status = fields.text("detail.recording_status");
    var duration = RecordingFields.duration(fields);
    var reason = fields.maybeText("detail.recording_status_reason");
    return switch (status) {
      case "Recording Start" -> new Started(subject(fields, written(fields)));
      case "Recording End" -> new Ended(subject(fields, written(fields)), duration);
      case "Recording Start Failure" -> new StartFailed(subject(fields, Optional.empty()), reason);
      case "Recording End Failure" ->
          new EndFailed(subject(fields, RecordingFields.prefix(fields)), duration, reason);
      default ->
          throw new UnsoundFieldException(
              "detail.recording_status",
              "The field detail.recording_status is none of the four that IVS documents.");
    };
  }

  /// Empty for a kind of event that this version does not know.
  private static Optional<SourceEvent> streamEvent(JsonFields fields) {
    var name = fields.text("detail.event_name");
    return switch (name) {
      case "Session Created" -> Optional.of(new SessionCreated(envelope(fields), stream(fields)));
      case "Stream Start" -> Optional.of(new StreamStarted(envelope(fields), stream(fields)));
      case "Stream End" -> Optional.of(new StreamEnded(envelope(fields), stream(fields)));
      case "Session Ended" -> Optional.of(new SessionEnded(envelope(fields), stream(fields)));
      case "Stream Failure" -> Optional.of(new StreamFailed(envelope(fields), stream(fields)));
      case "Stream Takeover" -> Optional.of(new TakenOver(envelope(fields), stream(fields)));
      case "Stream Takeover Failure" ->
          Optional.of(new TakeoverFailed(envelope(fields), stream(fields)));
      default -> Optional.empty();
    };
  }

  private static EventMetadata envelope(JsonFields fields) {
    return new EventMetadata(
        EventParser.eventId(fields),
        fields.time("time"),
        word("resources", SourceAdapter.resourceArn(fields, "channel"), SourceArn::new),
        fields.maybeText("detail.channel_name").orElse(""));
  }

  /// @param prefix that the event promises; a failed start has none, whatever it says
  private static Subject subject(JsonFields fields, Optional<S3Prefix> prefix) {
    var bucket = RecordingFields.requiredBucket(fields);
    var streams = "detail.recording_session_stream_ids";
    var listed =
        fields.texts(streams, MOST_STREAMS).stream()
            .map(stream -> word(streams, stream, StreamId::new))
            .toList();
    var envelope = envelope(fields);
    var session = fields.maybeWord("detail.recording_session_id", SessionId::new);
    if (session.isPresent()) {
      return Subject.ofSession(
          envelope, session.get(), stream(fields), listed, new StorageLocation(bucket, prefix));
    }
    var files =
        RecordingFields.prefix(fields)
            .orElseThrow(() ->
                new UnsoundFieldException(
                    "detail.recording_session_id",
                    "The event has neither a recording_session_id nor a prefix to be known by."));
    return Subject.ofFiles(envelope, bucket, files, stream(fields), listed)
        .at(new StorageLocation(bucket, prefix));
  }

  private static Optional<S3Prefix> written(JsonFields fields) {
    return Optional.of(RecordingFields.requiredPrefix(fields));
  }

  private static StreamId stream(JsonFields fields) {
    return fields.word("detail.stream_id", StreamId::new);
  }
}
