package ivs.recordings.model.event;

import ivs.recordings.model.recording.Source;
import java.util.Optional;

/// An event of a stream: the seven of an `IVS Stream State Change` that IVS documents, and what a
/// participant of a stage does.
public sealed interface StreamEvent extends SourceEvent {
  StreamId streamId();

  @Override
  default Source source() {
    return Source.IVS_CHANNEL;
  }

  @Override
  default Optional<StreamId> stream() {
    return Optional.of(streamId());
  }

  /// The stream key was accepted. The stream may still never go live.
  record SessionCreated(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Session Created";
    }
  }

  /// Viewers can watch.
  record StreamStarted(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Start";
    }
  }

  /// Nothing more to watch.
  record StreamEnded(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream End";
    }
  }

  /// The encoder is gone. It may come before [StreamEnded], or instead of it.
  record SessionEnded(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Session Ended";
    }
  }

  /// The stream was not processed.
  record StreamFailed(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Failure";
    }
  }

  /// Another encoder took the stream over; the stream goes on under the same id.
  record TakenOver(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Takeover";
    }
  }

  /// Another encoder was turned away; the stream goes on as it was.
  record TakeoverFailed(EventMetadata envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Takeover Failure";
    }
  }

  /// A participant of a stage session did something, or was recorded: the session is there.
  ///
  /// @param streamId the id of the stage session
  /// @param phrase IVS's, such as `Participant Published`
  record ParticipantActive(EventMetadata envelope, StreamId streamId, String phrase)
      implements StreamEvent {
    @Override
    public Source source() {
      return Source.IVS_PARTICIPANT;
    }
  }
}
