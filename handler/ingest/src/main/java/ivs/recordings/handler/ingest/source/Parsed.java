package ivs.recordings.handler.ingest.source;

import ivs.recordings.model.IvsEvent;
import ivs.recordings.model.ParkingCause;

/// What a message turned out to be.
public sealed interface Parsed {
  /// An event for the books; every field that is needed is there and sound.
  record Ours(IvsEvent event) implements Parsed {}

  /// Not for this system: it is only counted.
  ///
  /// @param type one of a closed set, fit for a metric's dimension
  record NotOurs(String type) implements Parsed {}

  /// A person must see it.
  ///
  /// @param eventId the event's own id where it could be read, else empty
  record Malformed(String eventId, ParkingCause.Malformed cause) implements Parsed {}
}
