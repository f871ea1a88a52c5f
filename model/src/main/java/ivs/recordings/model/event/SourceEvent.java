package ivs.recordings.model.event;

import ivs.recordings.model.recording.Source;
import java.util.Optional;

/// An event that is our business, already understood: every field it needs is there and sound.
public sealed interface SourceEvent permits RecordingEvent, StreamEvent {
  EventMetadata envelope();

  /// What sent it.
  Source source();

  /// The stream the event itself is about, where its source has streams.
  Optional<StreamId> stream();

  /// The phrase by which IVS calls this kind of event, for people and logs.
  String phrase();
}
