package ivs.recordings.model;

/// An event that is our business, already understood: every field it needs is there and sound.
public sealed interface IvsEvent permits RecordingEvent, StreamEvent {
  Envelope envelope();

  /// The stream the event itself is about.
  StreamId streamId();

  /// The phrase by which IVS calls this kind of event, for people and logs.
  String phrase();
}
