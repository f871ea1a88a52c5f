package ivs.recordings.model.library;

import java.time.Instant;

/// One version of a recording's row, as a stream image holds it.
///
/// @param updatedAt when this version was written
public record RecordingImage(RecordingSummary recording, Instant updatedAt) {
  public long version() {
    return recording.version();
  }
}
