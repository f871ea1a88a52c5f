package ivs.recordings.handler.ingest.source;

import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.recording.ParkingCause;

/// What a message turned out to be.
public sealed interface ParsedEvent {
  /// An event for the books; every field that is needed is there and sound.
  record Ours(SourceEvent event) implements ParsedEvent {}

  /// Not for this system: it is only counted.
  ///
  /// @param type one of a closed set, fit for a metric's dimension
  record NotOurs(String type) implements ParsedEvent {}

  /// A person must see it.
  ///
  /// @param eventId the event's own id where it could be read, else empty
  record Malformed(String eventId, ParkingCause.Malformed cause) implements ParsedEvent {}
}
