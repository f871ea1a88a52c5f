package ivs.recordings.handler.ingest.source;

import static ivs.recordings.handler.runtime.JsonFields.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.StorageLocation;
import java.util.Optional;
import java.util.Set;

/// Compositions of IVS stages.
///
/// IVS documents the events in "Using Amazon EventBridge with IVS Real-Time Streaming": the
/// composition's ARN is in `resources[0]`, the stage's in `stage_arn`, the transition in
/// `event_name`. They do not say where the files lie:
/// [ivs.recordings.handler.ingest.composition.Compositions] does. How an event names its
/// destination is documented nowhere we could read; `docs/sources.md` lists the fields that are
/// tried.
final class IvsCompositionAdapter implements SourceAdapter {
  static final String COMPOSITION = "IVS Composition State Change";

  @Override
  public Set<String> detailTypes() {
    return Set.of(COMPOSITION);
  }

  @Override
  public ParsedEvent parse(String detailType, JsonFields fields) {
    var name = fields.text("detail.event_name");
    var duration = SourceAdapter.lenient(() -> RecordingFields.duration(fields));
    var reason = SourceAdapter.unverified(fields, "detail.reason", "detail.error_message");
    return switch (name) {
      case "Session Start" -> new Ours(new Started(subject(fields)));
      case "Destination Start", "Destination Reconnecting", "Destination End" ->
          new Ours(new Started(subject(fields), name));
      case "Session End" -> new Ours(new Ended(subject(fields), duration));
      case "Session Failure" -> new Ours(new EndFailed(subject(fields), duration, reason));
      case DestinationFailed.PHRASE ->
          new Ours(new DestinationFailed(subject(fields), destination(fields), duration, reason));
      default -> new NotOurs(COMPOSITION);
    };
  }

  private static Subject subject(JsonFields fields) {
    var resource = SourceAdapter.resourceArn(fields, "composition");
    if (word("resources", resource, SourceArn::new).isStage()) {
      throw new UnsoundFieldException(
          "resources", "The list resources names a stage: it must name the composition.");
    }
    var composition =
        word("resources", resource.substring(resource.lastIndexOf('/') + 1), SessionId::new);
    var envelope =
        new EventMetadata(
            EventParser.eventId(fields),
            fields.time("time"),
            fields.word("detail.stage_arn", SourceArn::new),
            "");
    return Subject.ofComposition(envelope, composition, location(fields));
  }

  /// No event of IVS says where the files lie or how long they are; what the reconciler infers
  /// does.
  private static StorageLocation location(JsonFields fields) {
    return SourceAdapter.lenient(() ->
            RecordingFields.prefix(fields)
                .map(prefix ->
                    new StorageLocation(
                        RecordingFields.requiredBucket(fields), Optional.of(prefix))))
        .orElse(StorageLocation.UNKNOWN);
  }

  private static Optional<String> destination(JsonFields fields) {
    return SourceAdapter.unverified(
            fields, "detail.destination_id", "detail.destination_arn", "detail.id")
        .map(id -> id.substring(id.lastIndexOf('/') + 1));
  }

  @Override
  public String resource(RecordingEvent event) {
    return event
        .subject()
        .sessionId()
        .flatMap(composition -> event.envelope().sourceArn().ofComposition(composition))
        .orElseThrow(() -> new IllegalStateException("a composition of no stage"));
  }

  @Override
  public String write(RecordingEvent event, ObjectNode detail) {
    detail.put("event_name", event.phrase()).put("stage_arn", event.envelope().sourceArn().value());
    RecordingFields.write(event.subject().location(), detail);
    RecordingFields.writeDuration(event, detail);
    RecordingFields.reason(event).ifPresent(reason -> detail.put("reason", reason));
    return COMPOSITION;
  }
}
