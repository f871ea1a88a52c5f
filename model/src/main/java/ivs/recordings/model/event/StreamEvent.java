package ivs.recordings.model.event;

/// An `IVS Stream State Change`: the seven that IVS documents.
public sealed interface StreamEvent extends SourceEvent {

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
}
