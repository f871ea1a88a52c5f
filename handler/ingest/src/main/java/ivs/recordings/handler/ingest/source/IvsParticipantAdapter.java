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
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent.ParticipantActive;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParticipantId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.util.Optional;
import java.util.Set;

/// Participants of IVS stages, and their recordings one by one.
///
/// IVS documents the events in "Using Amazon EventBridge with IVS Real-Time Streaming" and
/// "Individual Participant Recording": the stage's ARN is in `resources[0]`, the transition in
/// `event_name`. The field that tells why a recording failed is documented nowhere we could read;
/// `docs/sources.md` lists those that are tried.
final class IvsParticipantAdapter implements SourceAdapter {
  static final String RECORDING = "IVS Participant Recording State Change";
  static final String STAGE = "IVS Stage Update";

  /// What participants do in the exact words of IVS. There is more, such as the exchange of a
  /// token.
  private static final Set<String> UPDATES =
      Set.of("Participant Published", "Participant Unpublished", "Participant Publish Error");

  @Override
  public Set<String> detailTypes() {
    return Set.of(RECORDING, STAGE);
  }

  @Override
  public ParsedEvent parse(String detailType, JsonFields fields) {
    return detailType.equals(RECORDING) ? new Ours(recordingEvent(fields)) : update(fields);
  }

  /// Whatever names a session tells that the session is there.
  private static ParsedEvent update(JsonFields fields) {
    var name = fields.text("detail.event_name");
    if (UPDATES.contains(name)) {
      return new Ours(new ParticipantActive(envelope(fields), session(fields), name));
    }
    return SourceAdapter.unverified(fields, "detail.session_id").isPresent()
        ? new Ours(new ParticipantActive(envelope(fields), session(fields), STAGE))
        : new NotOurs(STAGE);
  }

  private static RecordingEvent recordingEvent(JsonFields fields) {
    var name = fields.text("detail.event_name");
    var duration = RecordingFields.duration(fields);
    return switch (name) {
      case "Recording Start" -> new Started(subject(fields, written(fields)));
      case "Recording End" -> new Ended(subject(fields, written(fields)), duration);
      case "Recording Start Failure" ->
          new StartFailed(subject(fields, RecordingFields.prefix(fields)), reason(fields));
      case "Recording End Failure" ->
          new EndFailed(subject(fields, RecordingFields.prefix(fields)), duration, reason(fields));
      default ->
          throw new UnsoundFieldException(
              "detail.event_name",
              "The field detail.event_name is none of the four that IVS documents.");
    };
  }

  private static Subject subject(JsonFields fields, Optional<S3Prefix> prefix) {
    var envelope = envelope(fields);
    var session = session(fields);
    var bucket = RecordingFields.bucket(fields);
    if (prefix.isPresent() && bucket.isPresent()) {
      return Subject.ofParticipant(
          envelope,
          session,
          RecordingId.ofParticipant(bucket.get(), prefix.get()),
          new StorageLocation(bucket.get(), prefix));
    }
    var participant = fields.word("detail.participant_id", ParticipantId::new);
    return Subject.ofParticipant(
        envelope,
        session,
        RecordingId.ofParticipant(session, participant),
        new StorageLocation(bucket, Optional.empty(), Optional.empty()));
  }

  private static Optional<S3Prefix> written(JsonFields fields) {
    RecordingFields.requiredBucket(fields);
    return Optional.of(RecordingFields.requiredPrefix(fields));
  }

  private static Optional<String> reason(JsonFields fields) {
    return SourceAdapter.unverified(
        fields,
        "detail.recording_status_reason",
        "detail.reason",
        "detail.error_code",
        "detail.error_message");
  }

  private static StreamId session(JsonFields fields) {
    return fields.word("detail.session_id", StreamId::new);
  }

  private static EventMetadata envelope(JsonFields fields) {
    return new EventMetadata(
        EventParser.eventId(fields),
        fields.time("time"),
        word("resources", SourceAdapter.resourceArn(fields, "stage"), SourceArn::new),
        "");
  }

  /// Only what is known by its files is inferred, so the participant is not written.
  @Override
  public String write(RecordingEvent event, ObjectNode detail) {
    detail
        .put("session_id", event.stream().map(StreamId::value).orElse(""))
        .put("event_name", event.phrase());
    RecordingFields.write(event.subject().location(), detail);
    RecordingFields.writeDuration(event, detail);
    RecordingFields.reason(event)
        .ifPresent(reason -> detail.put("recording_status_reason", reason));
    return RECORDING;
  }
}
