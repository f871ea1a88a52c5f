package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaVersion;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.VersionedItem;
import java.util.Optional;
import java.util.Set;

/// Finds what jobs work on, by rows and S3.
///
/// @param readable the buckets that may be read; nothing else is, whatever a row says
record JobInputs(RecordingTable recordings, MediaStorage storage, Set<Bucket> readable) {
  /// What there is to work on; empty where the recording has not ended or was deleted, or its files
  /// are in no bucket that may be read, are not there, or cannot be played.
  Optional<JobInput> find(RecordingId id) {
    return row(id)
        .filter(item -> item.value().status() != RecordingStatus.STARTED)
        .flatMap(this::of);
  }

  /// The row of a recording, unless it was deleted.
  Optional<VersionedItem<Recording>> row(RecordingId id) {
    return recordings.find(id.value()).filter(item -> item.media().deletedAt().isEmpty());
  }

  /// The row, as long as its files are those that a job has begun with.
  Optional<VersionedItem<Recording>> row(JobInput subject) {
    return row(subject.id())
        .filter(item ->
            of(item).map(JobInput::mediaVersion).equals(Optional.of(subject.mediaVersion())));
  }

  private Optional<JobInput> of(VersionedItem<Recording> item) {
    var id = item.value().id();
    var location = item.value().location();
    var bucket = location.bucket().filter(readable::contains);
    var upload =
        bucket.flatMap(known ->
            location.objectKey().flatMap(key -> upload(item, new MediaPath(known, key.value()))));
    return upload.or(() ->
        bucket.flatMap(known ->
            location
                .prefix()
                .flatMap(prefix ->
                    item.media()
                        .available()
                        .map(media ->
                            new JobInput.Segments(
                                id,
                                media.version(),
                                new PlayableMedia.Folder(
                                    known, prefix, media.path(), Optional.empty()))))));
  }

  private Optional<JobInput> upload(VersionedItem<Recording> item, MediaPath object) {
    return item.media()
        .expected()
        .flatMap(expected ->
            storage
                .find(object)
                .map(stored ->
                    new JobInput.Upload(
                        item.value().id(),
                        MediaVersion.of(stored.etag()),
                        object,
                        stored.size(),
                        expected.format())));
  }
}
