package ivs.recordings.model;

/// An `IVS Stream State Change`: the seven that IVS documents.
public sealed interface StreamEvent extends IvsEvent {

  /// The stream key was accepted. The stream may still never go live.
  record SessionCreated(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Session Created";
    }
  }

  /// Viewers can watch.
  record StreamStarted(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Start";
    }
  }

  /// Nothing more to watch.
  record StreamEnded(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream End";
    }
  }

  /// The encoder is gone. It may come before [StreamEnded], or instead of it.
  record SessionEnded(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Session Ended";
    }
  }

  /// The stream was not processed.
  record StreamFailed(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Failure";
    }
  }

  /// Another encoder took the stream over; the stream goes on under the same id.
  record TakenOver(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Takeover";
    }
  }

  /// Another encoder was turned away; the stream goes on as it was.
  record TakeoverFailed(Envelope envelope, StreamId streamId) implements StreamEvent {
    @Override
    public String phrase() {
      return "Stream Takeover Failure";
    }
  }
}
