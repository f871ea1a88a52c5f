package ivs.recordings.handler.ingest.source;

import static ivs.recordings.handler.runtime.JsonFields.word;

import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.event.EventMetadata;
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
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
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

  /// What else `aws.ivs` sends. Other detail-types are counted as one, so that a metric's dimension
  /// stays small whatever arrives.
  static final Set<String> NOT_OURS =
      Set.of(
          "IVS Stream Health Change",
          "IVS Limit Breach",
          "IVS Stage Update",
          "IVS Composition State Change",
          "IVS Publisher Recording State Change",
          "IVS Participant Recording State Change",
          "AWS API Call via CloudTrail");

  static final String OTHER = "other";

  /// IVS merges at most 20 streams into one recording; this leaves room without letting a forged
  /// event ask for a thousand writes.
  static final int MOST_STREAMS = 100;

  @Override
  public ParsedEvent parse(JsonFields fields) {
    var detailType = fields.text("detail-type");
    return switch (detailType) {
      case RECORDING -> new Ours(recordingEvent(fields));
      case STREAM ->
          streamEvent(fields).<ParsedEvent>map(Ours::new).orElseGet(() -> new NotOurs(STREAM));
      default -> new NotOurs(NOT_OURS.contains(detailType) ? detailType : OTHER);
    };
  }

  private static SourceEvent recordingEvent(JsonFields fields) {
    var status = fields.text("detail.recording_status");
    var duration = fields.maybeDuration("detail.recording_duration_ms");
    var reason = fields.maybeText("detail.recording_status_reason");
    return switch (status) {
      case "Recording Start" -> new Started(subject(fields), prefix(fields));
      case "Recording End" -> new Ended(subject(fields), prefix(fields), duration);
      case "Recording Start Failure" -> new StartFailed(subject(fields), reason);
      case "Recording End Failure" ->
          new EndFailed(subject(fields), maybePrefix(fields), duration, reason);
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
    var resources = fields.texts("resources", MOST_STREAMS);
    if (resources.isEmpty()) {
      throw new UnsoundFieldException(
          "resources", "The list resources is empty: it must name the channel.");
    }
    if (resources.size() > 1) {
      throw new UnsoundFieldException(
          "resources", "The list resources must name the channel and nothing else.");
    }
    return new EventMetadata(
        EventParser.eventId(fields),
        fields.time("time"),
        word("resources", resources.getFirst(), SourceArn::new),
        fields.maybeText("detail.channel_name").orElse(""));
  }

  private static Subject subject(JsonFields fields) {
    var bucket = fields.word("detail.recording_s3_bucket_name", Bucket::new);
    var streams = "detail.recording_session_stream_ids";
    var listed =
        fields.texts(streams, MOST_STREAMS).stream()
            .map(stream -> word(streams, stream, StreamId::new))
            .toList();
    var envelope = envelope(fields);
    var session = fields.maybeWord("detail.recording_session_id", SessionId::new);
    if (session.isPresent()) {
      return Subject.ofSession(envelope, session.get(), stream(fields), listed, bucket);
    }
    var prefix =
        maybePrefix(fields)
            .orElseThrow(() ->
                new UnsoundFieldException(
                    "detail.recording_session_id",
                    "The event has neither a recording_session_id nor a prefix to be known by."));
    return Subject.ofFiles(envelope, prefix, stream(fields), listed, bucket);
  }

  private static StreamId stream(JsonFields fields) {
    return fields.word("detail.stream_id", StreamId::new);
  }

  private static S3Prefix prefix(JsonFields fields) {
    return fields.word("detail.recording_s3_key_prefix", S3Prefix::trimmed);
  }

  private static Optional<S3Prefix> maybePrefix(JsonFields fields) {
    return fields.maybeWord("detail.recording_s3_key_prefix", S3Prefix::trimmed);
  }
}
