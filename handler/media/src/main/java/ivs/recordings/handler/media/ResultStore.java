package ivs.recordings.handler.media;

import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;

/// Stores what jobs have made, and notes it on rows.
///
/// @param bucket where results go
record ResultStore(
    RecordingTable recordings,
    JobInputs inputs,
    MediaStorage storage,
    Workspace workspace,
    Bucket bucket) {
  /// Each lost write is another writer's success.
  private static final int MOST_CONFLICTS = 5;

  /// Stores the files of a result and notes them on the row. A recording whose deletion has begun
  /// gets none; where it begins while a file is on its way, retention waits for the job and removes
  /// the file.
  void store(JobInput subject, JobResult result) {
    var folder = DerivedFiles.folder(subject.id(), subject.mediaVersion());
    for (var file : result.files()) {
      current(subject);
      var path = new MediaPath(bucket, folder + file.name());
      storage.put(workspace.file(file.name()), path, file.contentType());
    }
    note(subject, result, folder);
  }

  private void note(JobInput subject, JobResult result, String folder) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var item = current(subject);
      var made = result.entered().apply(DerivedFiles.none(bucket, subject.mediaVersion()), folder);
      var all = made.withLength(result.length()).over(item.media().derived());
      if (recordings.markDerived(item, all) instanceof WriteResult.Done) {
        return;
      }
    }
    throw new IllegalStateException("the row was written too often meanwhile");
  }

  private VersionedItem<Recording> current(JobInput subject) {
    return inputs.row(subject).orElseThrow(() -> new FailedJobException(MediaJobFault.SUPERSEDED));
  }

  /// Notes that an upload could not be made seekable: it is available without its job, and the row
  /// says what is wrong with it.
  void noteNotSeekable(JobInput.Upload subject) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var row =
          inputs
              .row(subject)
              .filter(item -> item.media().error().filter(MediaError::isFinal).isEmpty());
      if (row.isEmpty() || recordings.markNotSeekable(row.get()) instanceof WriteResult.Done) {
        return;
      }
    }
  }
}
