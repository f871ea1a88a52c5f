package ivs.recordings.store.item;

import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.readiness.Media;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.upload.VideoFormat;
import java.time.Instant;
import java.util.Optional;

/// What a row tells of the files of a recording, beside what events wrote.
///
/// @param available what can be played, if readiness has found it
/// @param error why nothing can be played, where readiness has found that; where a composition's
///   place is unknown, the row says so itself
/// @param retainUntil when its retention time is over
/// @param isHeld whether a legal hold keeps it, whatever its time
/// @param deletedAt when it was deleted
/// @param derived what jobs have made of its files
/// @param expected of an upload: what its client has declared
public record MediaState(
    Optional<Media> available,
    Optional<String> error,
    Optional<Instant> retainUntil,
    boolean isHeld,
    Optional<Instant> deletedAt,
    Optional<DerivedFiles> derived,
    Optional<Expected> expected) {
  /// What an upload is to be.
  ///
  /// @param size in bytes, where it was declared
  /// @param uploadId of S3, where it comes in parts
  public record Expected(VideoFormat format, Optional<Long> size, Optional<String> uploadId) {}

  /// Nothing was found yet.
  public static final MediaState UNKNOWN =
      new MediaState(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// Whether readiness has found what can be played, or that nothing can.
  public boolean isSettled() {
    return available.isPresent() || error.filter(MediaError::isFinal).isPresent();
  }

  /// What was made of these files, if it was made of this version of them.
  public Optional<DerivedFiles> derivedOf(String mediaVersion) {
    return derived.filter(files -> files.mediaVersion().equals(mediaVersion));
  }

  /// Whether a job could not make it seekable.
  public boolean isNotSeekable() {
    return error.filter(MediaError.NOT_SEEKABLE.name()::equals).isPresent();
  }

  /// What a client sees as the status of a recording.
  ///
  /// @param now the moment that a retention time is compared with
  public ClientStatus clientStatus(RecordingStatus status, Instant now) {
    return ClientStatus.of(
        status,
        available.isPresent(),
        retainUntil.filter(until -> !isHeld && !until.isAfter(now)).isPresent(),
        deletedAt.isPresent());
  }
}
