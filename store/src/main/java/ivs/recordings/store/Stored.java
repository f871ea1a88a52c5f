package ivs.recordings.store;

import java.time.Instant;

/// A row as it was read.
///
/// @param version 1 on the first write, one more on each that followed
/// @param updatedAt when the row was last written, by the writer's clock
public record Stored<T>(T value, long version, Instant updatedAt) {}
