package ivs.recordings.model.playback;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.RecordingId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Permits the use of the files of one recording, for one purpose and until a moment.
///
/// @param streamId the stream that was asked for, which must be public where the audience is
/// @param expiresAt the first moment at which it is no longer taken; whole seconds
public record Grant(
    RecordingId recordingId,
    Optional<StreamId> streamId,
    Purpose purpose,
    Audience audience,
    Instant expiresAt) {
  public Grant {
    if (audience == Audience.PUBLIC && streamId.isEmpty()) {
      throw new IllegalArgumentException("a public grant is of a stream");
    }
    if (!expiresAt.equals(expiresAt.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("a grant expires at a whole second");
    }
  }
}
