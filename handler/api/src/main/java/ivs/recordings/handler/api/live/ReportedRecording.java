package ivs.recordings.handler.api.live;

import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.upload.MediaObjects;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.S3Url;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.UploadKey;
import ivs.recordings.model.upload.UploadRules;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.library.LibraryUploads;
import java.util.Optional;

/// What the `recordingUrl` of an app names: a file that was stored for its stream, or the files of
/// a recording of its profile. Nothing else is taken, and nothing else is read.
///
/// @param objects of the bucket of uploads; empty where there is none
record ReportedRecording(Tables tables, LibraryUploads uploads, Optional<MediaObjects> objects) {
  /// The row is begun and completed; its event, readiness or a person may write it meanwhile.
  private static final int MOST_ATTEMPTS = 7;

  /// The newest recordings of a profile, among which the named one is: it has just ended.
  private static final int MOST_ROWS = 2_000;

  /// What is to be written once the stream has ended.
  sealed interface Found {
    /// A file of the stream.
    record File(Upload upload, StoredObject object) implements Found {}

    /// A recording of the same profile.
    record OfProfile(VersionedItem<Recording> row) implements Found {}
  }

  /// Finds what an address names.
  ///
  /// @throws RejectedRequestException saying why it is not taken
  Found find(String address, StreamSession stream) {
    var url = url(address);
    var media = objects.filter(known -> known.bucket().equals(url.bucket()));
    if (media.isPresent() && url.key().value().startsWith(folder(stream))) {
      return file(url, media.get(), stream);
    }
    return tables.recordings().ofProfile(stream.profileId(), MOST_ROWS).rows().stream()
        .filter(row -> row.media().deletedAt().isEmpty())
        .filter(row -> row.value().source() != Source.UPLOAD)
        .filter(row -> url.liesIn(row.value().location()))
        .findFirst()
        .map(Found.OfProfile::new)
        .orElseThrow(() ->
            refused(
                404,
                "recordingUrl names no recording of this stream: it must be a file under "
                    + folder(stream)
                    + " of the media bucket, or the files of one of your recordings"));
  }

  private static S3Url url(String address) {
    try {
      return S3Url.of(address);
    } catch (IllegalArgumentException unsound) {
      throw refused(400, "recordingUrl is not taken: " + unsound.getMessage());
    }
  }

  private static String folder(StreamSession stream) {
    return UploadKey.folder(stream.streamId());
  }

  private static Found file(S3Url url, MediaObjects media, StreamSession stream) {
    var name = url.key().value().substring(url.key().value().lastIndexOf('/') + 1);
    var format =
        VideoFormat.ofName(name)
            .orElseThrow(() -> refused(400, "recordingUrl must name an mp4, webm or mov file"));
    var object =
        media.find(url.key()).orElseThrow(() -> refused(404, "there is no object at recordingUrl"));
    return new Found.File(
        new Upload(
            stream.profileId(),
            Optional.of(stream.streamId()),
            url.bucket(),
            url.key(),
            new FileName(name),
            format,
            Optional.empty(),
            object.lastModified()),
        object);
  }

  /// Writes the row of a file, or completes it. The event of the object may come before or after,
  /// and means the same; if this ends in between, the reconciler completes the row.
  ///
  /// @return the row
  /// @throws RejectedRequestException if it was deleted
  VersionedItem<Recording> enter(Found.File file) {
    var upload = file.upload();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var found = uploads.find(upload.id());
      if (found.isEmpty()) {
        uploads.begin(upload, Optional.empty());
        continue;
      }
      var row = found.get();
      if (row.media().deletedAt().isPresent() || !row.value().profileId().equals(upload.owner())) {
        throw refused(404, "recordingUrl names a recording that was deleted");
      }
      if (uploads.enter(row, UploadRules.arrived(row.value(), file.object()))) {
        return uploads.find(upload.id()).orElse(row);
      }
    }
    throw new IllegalStateException("a recording was written too often meanwhile");
  }

  private static RejectedRequestException refused(int status, String message) {
    return new RejectedRequestException(new Failure(status, message));
  }
}
