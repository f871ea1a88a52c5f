package ivs.recordings.model.upload;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A file that a person is about to bring in.
///
/// @param stream that it is a recording of
/// @param size in bytes, where the client has declared it
/// @param createdAt when it was asked for
public record Upload(
    ProfileId owner,
    Optional<StreamId> stream,
    Bucket bucket,
    S3ObjectKey key,
    FileName fileName,
    VideoFormat format,
    Optional<Long> size,
    Instant createdAt) {
  /// What is put at once, and the parts of what is not, S3 takes up to this size.
  public static final long LARGEST_AT_ONCE = 5L * 1024 * 1024 * 1024;

  /// Its place names it, so that whatever S3 tells of the object finds the row.
  public RecordingId id() {
    return RecordingId.ofUpload(bucket, key);
  }

  /// Its row as long as nothing has arrived.
  public Recording row() {
    return Recording.of(owner, new Started(subject()));
  }

  private Subject subject() {
    return new Subject(
        new EventMetadata("", createdAt, SourceArn.ofUser(owner), ""),
        Source.UPLOAD,
        id(),
        Optional.empty(),
        stream,
        List.of(),
        new StorageLocation(Optional.of(bucket), Optional.empty(), Optional.of(key)));
  }
}
