package ivs.recordings.store;

import java.time.Instant;

/// An event that could not be entered, kept as it came.
///
/// @param waitingFor what must come true before it can be: `profile#…`, `stream#…`, `recording#…`
///   or `malformed#…`
/// @param event the original, byte for byte
/// @param attempts how often it was parked
/// @param parking tells the last time it was parked from every other; empty where it was not read
public record ParkedEvent(
    String waitingFor,
    String eventId,
    String reason,
    String detail,
    String event,
    Instant parkedAt,
    long attempts,
    String parking) {}
