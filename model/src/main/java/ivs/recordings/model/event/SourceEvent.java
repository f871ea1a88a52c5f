package ivs.recordings.model.event;

/// An event that is our business, already understood: every field it needs is there and sound.
public sealed interface SourceEvent permits RecordingEvent, StreamEvent {
  EventMetadata envelope();

  /// The stream the event itself is about.
  StreamId streamId();

  /// The phrase by which IVS calls this kind of event, for people and logs.
  String phrase();
}
