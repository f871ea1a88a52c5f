package ivs.recordings.store.library;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.recording.ChangedField;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.store.ProfileTable;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.ChangeCause;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriterFunction;
import java.util.List;
import java.util.Optional;

/// The rows of uploads as the API writes them: from the request on, and what the API itself finds
/// out, which it enters as an event would be.
public final class LibraryUploads {
  private final RecordingTable recordings;
  private final ProfileTable profiles;

  LibraryUploads(RecordingTable recordings, ProfileTable profiles) {
    this.recordings = recordings;
    this.profiles = profiles;
  }

  /// One row; the read is consistent.
  public Optional<VersionedItem<Recording>> find(RecordingId id) {
    return recordings.find(id.value());
  }

  /// Writes the row of an upload before anything has arrived.
  ///
  /// @param uploadId of S3, if it comes in parts
  /// @return whether there was none of it
  public boolean begin(Upload upload, Optional<String> uploadId) {
    return recordings.begin(upload, uploadId) instanceof WriteResult.Done;
  }

  /// Enters an event, if the row is still as it was seen.
  ///
  /// @return whether the row is as the event says
  public boolean enter(VersionedItem<Recording> seen, RecordingEvent event) {
    var row = seen.value();
    var next = row.join(Recording.of(row.profileId(), event));
    if (next.equals(row)) {
      return true;
    }
    var cause =
        new ChangeCause(
            event.envelope().time(),
            WriterFunction.API,
            event.phrase(),
            ChangedField.news(Optional.of(row), next),
            "");
    return recordings.replace(
            Optional.of(seen),
            next,
            List.of(cause),
            () -> profiles.find(row.sourceArn()).flatMap(Profile::defaultRetentionDays))
        instanceof WriteResult.Done;
  }
}
