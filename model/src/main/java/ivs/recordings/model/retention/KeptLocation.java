package ivs.recordings.model.retention;

import ivs.recordings.model.recording.RecordingId;
import java.time.Instant;
import java.util.Optional;

/// Objects that a deletion leaves, because another recording has them, too.
///
/// @param by the other recording
public record KeptLocation(ObjectScope scope, RecordingId by, Reason reason) {
  /// Why the other recording keeps them.
  public enum Reason {
    /// A legal hold is on it.
    HELD,
    /// It is kept for longer.
    NOT_DUE,
    /// It is due as well, and takes them with it: until it is marked as deleted, a hold could still
    /// come, so the last of them removes the objects.
    DUE_LATER
  }

  /// What another row keeps; empty where it keeps nothing, because its own deletion has begun or it
  /// has no files.
  static Optional<KeptLocation> of(RetainedRecording other, Instant now) {
    if (other.deletedAt().isPresent()) {
      return Optional.empty();
    }
    var reason =
        other.isHeld()
            ? Reason.HELD
            : Due.of(other, now).isPresent() ? Reason.DUE_LATER : Reason.NOT_DUE;
    return ObjectScope.of(other.location())
        .map(scope -> new KeptLocation(scope, other.id(), reason));
  }
}
