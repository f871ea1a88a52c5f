package ivs.recordings.model.playback;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.RecordingId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Permits the use of the files of one recording, or of all recordings of one stream, for one
/// purpose and until a moment.
///
/// @param recordingId empty where the recordings of the stream are played as one
/// @param streamId the stream that was asked for, which must be public where the audience is
/// @param expiresAt the first moment at which it is no longer taken; whole seconds
public record Grant(
    Optional<RecordingId> recordingId,
    Optional<StreamId> streamId,
    Purpose purpose,
    Audience audience,
    Instant expiresAt) {
  public Grant {
    if (recordingId.isEmpty()
        && (streamId.isEmpty() || purpose != Purpose.PLAY || audience != Audience.OWNER)) {
      throw new IllegalArgumentException(
          "a grant without a recording is of a stream that its owner plays");
    }
    if (audience == Audience.PUBLIC && streamId.isEmpty()) {
      throw new IllegalArgumentException("a public grant is of a stream");
    }
    if (!expiresAt.equals(expiresAt.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("a grant expires at a whole second");
    }
  }

  /// Of one recording.
  public Grant(
      RecordingId recordingId,
      Optional<StreamId> streamId,
      Purpose purpose,
      Audience audience,
      Instant expiresAt) {
    this(Optional.of(recordingId), streamId, purpose, audience, expiresAt);
  }

  /// For the owner of a stream, to play its recordings as one.
  public static Grant ofStream(StreamId streamId, Instant expiresAt) {
    return new Grant(
        Optional.empty(), Optional.of(streamId), Purpose.PLAY, Audience.OWNER, expiresAt);
  }
}
