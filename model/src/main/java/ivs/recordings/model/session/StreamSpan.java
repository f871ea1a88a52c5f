package ivs.recordings.model.session;

import ivs.recordings.model.event.StreamId;
import java.time.Instant;
import java.util.Optional;

/// From when to when a stream was live, as IVS itself tells when it is asked.
///
/// @param endTime empty while it is live
public record StreamSpan(StreamId streamId, Instant startTime, Optional<Instant> endTime) {

  /// Whether any of it lies in a window of time.
  public boolean overlaps(Instant from, Instant to) {
    return !startTime.isAfter(to) && endTime.map(end -> !end.isBefore(from)).orElse(true);
  }
}
