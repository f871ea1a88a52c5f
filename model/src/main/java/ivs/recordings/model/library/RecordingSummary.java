package ivs.recordings.model.library;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What lists, answers and domain events show of a recording: but for its files, no more than the
/// index of months holds of it.
///
/// @param streamSessionId the stream that it started on, if its source has streams
/// @param reason the source's word for what went wrong
/// @param duration of the media
/// @param availableAt when it became playable
/// @param mediaError why it cannot be played, where readiness has found that it cannot
/// @param files unknown where the item is of the index of months
/// @param version the version of the row
public record RecordingSummary(
    RecordingId recordingId,
    ProfileId profileId,
    Optional<StreamId> streamSessionId,
    Source source,
    RecordingStatus status,
    Optional<String> reason,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Duration> duration,
    Optional<String> title,
    Optional<String> fileName,
    Optional<Visibility> visibility,
    Optional<Instant> availableAt,
    Optional<String> mediaError,
    List<String> posters,
    Optional<Long> sizeBytes,
    Optional<Instant> retainUntil,
    boolean legalHold,
    Optional<Instant> deletedAt,
    StoredFiles files,
    long version) {
  public RecordingSummary {
    if (startedAt.isEmpty() && endedAt.isEmpty()) {
      throw new IllegalArgumentException("neither the start nor the end is known");
    }
    posters = List.copyOf(posters);
  }

  /// The first of these that applies.
  ///
  /// @param now the moment that a retention time is compared with
  public ClientStatus clientStatus(Instant now) {
    return ClientStatus.of(
        status,
        availableAt.isPresent(),
        expiry().filter(until -> !until.isAfter(now)).isPresent(),
        deletedAt.isPresent());
  }

  /// When its retention time ends, unless a legal hold keeps it.
  public Optional<Instant> expiry() {
    return retainUntil.filter(_ -> !legalHold);
  }

  /// Whether only a part of what was streamed can be played, because the recording failed.
  public boolean isPartial() {
    return availableAt.isPresent() && status == RecordingStatus.FAILED;
  }

  /// Its start, or before any start its end: what "newest first" goes by.
  public Instant recordedAt() {
    return startedAt.or(() -> endedAt).orElseThrow();
  }
}
