package ivs.recordings.model.retention;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Instant;
import java.util.Optional;

/// What retention knows of a recording.
///
/// @param isHeld whether a legal hold keeps it, whatever its time
/// @param deletedAt when its deletion began
/// @param isTombstone whether its deletion is over, so that only the row's rest is there
public record RetainedRecording(
    RecordingId id,
    ProfileId profileId,
    RecordingStatus status,
    StorageLocation location,
    Optional<Instant> retainUntil,
    boolean isHeld,
    Optional<Instant> deletedAt,
    boolean isTombstone) {}
