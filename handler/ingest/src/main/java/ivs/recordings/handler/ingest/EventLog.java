package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.row.EventResult;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.handler.ingest.row.Outcome.Failed;
import ivs.recordings.handler.ingest.row.Outcome.Ignored;
import ivs.recordings.handler.ingest.row.Outcome.Parked;
import ivs.recordings.handler.ingest.row.Outcome.Unchanged;
import ivs.recordings.handler.ingest.row.Outcome.Written;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ParkingCause.Ambiguous;
import ivs.recordings.model.recording.ParkingCause.Contradiction;
import ivs.recordings.model.recording.ParkingCause.Malformed;
import ivs.recordings.model.recording.ParkingCause.UnknownProfile;
import ivs.recordings.model.recording.ParkingCause.UnknownRecording;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.recording.Recording;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// One line of JSON for every event: what it was, and what became of it.
///
/// The fields below, with `timestamp` and `level`, are all there are. No line holds the event
/// itself; the layout escapes and truncates whatever a sender put into a name.
public final class EventLog {
  /// What stands in for a message id where the reconciler makes an event.
  public static final String RECONCILED = "reconciler";

  private static final Logger LOG = LogManager.getLogger(EventLog.class);

  private EventLog() {}

  public static void write(EventResult result) {
    var entry = result.entry();
    var line = line(entry.messageId(), entry.eventId());
    if (entry.parsed() instanceof Ours(var event)) {
      line.with("event", event.phrase())
          .with("time", event.envelope().time().toString())
          .with("sourceArn", event.envelope().sourceArn().value());
      event.stream().ifPresent(stream -> line.with("streamId", stream.value()));
      if (event instanceof RecordingEvent recording) {
        line.with("recordingId", recording.subject().recordingId().value());
      }
    }
    if (entry.released()) {
      line.with("released", true);
    }
    write(line, result.outcome());
  }

  /// An outcome that no event led to.
  public static void write(String messageId, String eventId, Outcome outcome) {
    write(line(messageId, eventId), outcome);
  }

  /// The one thing that a reconciler does and no event can: it removes a needless row.
  ///
  /// @param files known by its files only
  /// @param session the same recording, known by its session
  public static void removed(Recording files, Recording session) {
    LOG.info(
        line(RECONCILED, "")
            .with("effect", "removed")
            .with("sourceArn", files.sourceArn().value())
            .with("recordingId", session.id().value())
            .with("detail", "Its second row, known by its files only, is gone."));
  }

  private static LogFields line(String messageId, String eventId) {
    var line = new LogFields().with("messageId", messageId);
    return eventId.isEmpty()
        ? line
        : line.with("eventId", SafeText.ascii(eventId, EventMetadata.LONGEST_ID));
  }

  private static void write(LogFields line, Outcome outcome) {
    switch (outcome) {
      case Written(var version) ->
          LOG.info(line.with("effect", "written").with("version", version));
      case Unchanged() -> LOG.info(line.with("effect", "unchanged"));
      case Ignored(var type) -> LOG.info(line.with("effect", "ignored").with("type", type));
      case Parked(var cause) ->
          LOG.warn(why(line.with("effect", "parked").with("reason", cause.reason()), cause));
      case Failed(var fault) -> LOG.error(line.with("effect", "failed").with("fault", fault));
    }
  }

  /// Which profile, stream or recording is missing: what the person who mends it must know.
  private static LogFields why(LogFields line, ParkingCause cause) {
    return switch (cause) {
      case UnknownProfile(_, var channelName) -> line.with("channelName", channelName);
      case UnknownStreamSession(var streamId) -> line.with("missingStreamId", streamId.value());
      case UnknownRecording(var recordingId) ->
          line.with("missingRecordingId", recordingId.value());
      case Ambiguous(var detail) -> line.with("detail", detail);
      case Contradiction(var detail) -> line.with("detail", detail);
      case Malformed(var where, var detail) -> line.with("where", where).with("detail", detail);
    };
  }
}
