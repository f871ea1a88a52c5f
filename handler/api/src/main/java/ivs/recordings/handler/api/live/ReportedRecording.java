package ivs.recordings.handler.api.live;

import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.live.MediaObjects.StoredObject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3Url;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.Tables;
import ivs.recordings.store.VersionedItem;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What the `recordingUrl` of an app names: a file that was stored for its stream, or the files of
/// a recording of its profile. Nothing else is taken, and nothing else is read.
///
/// @param objects of the bucket of uploads; empty where there is none
record ReportedRecording(Tables tables, Optional<MediaObjects> objects) {
  private static final String FOLDER = "stream-recordings/";

  private static final Map<String, String> TYPES =
      Map.of("mp4", "video/mp4", "webm", "video/webm", "mov", "video/quicktime");

  /// The newest recordings of a profile, among which the named one is: it has just ended.
  private static final int MOST_ROWS = 2_000;

  /// What is to be written once the stream has ended.
  sealed interface Found {
    /// A file of the stream.
    record File(Recording recording, String name, String contentType) implements Found {}

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
    return FOLDER + stream.streamId().value() + "/";
  }

  private static Found file(S3Url url, MediaObjects media, StreamSession stream) {
    var name = url.key().value().substring(url.key().value().lastIndexOf('/') + 1);
    var type =
        Optional.ofNullable(
                TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)))
            .orElseThrow(() -> refused(400, "recordingUrl must name an mp4, webm or mov file"));
    var object =
        media.find(url.key()).orElseThrow(() -> refused(404, "there is no object at recordingUrl"));
    return new Found.File(recording(url, object, stream), name, type);
  }

  /// Of an object it is known when it was complete, and nothing else.
  private static Recording recording(S3Url url, StoredObject object, StreamSession stream) {
    return new Recording(
        RecordingId.ofUpload(url.bucket(), url.key()),
        Optional.empty(),
        stream.profileId(),
        SourceArn.ofUser(stream.profileId()),
        Source.UPLOAD,
        Optional.empty(),
        Optional.of(
            new Outcome(
                RecordingStatus.COMPLETED,
                object.lastModified().truncatedTo(ChronoUnit.SECONDS),
                Optional.empty(),
                Optional.empty(),
                Optional.of(stream.streamId()))),
        new StorageLocation(Optional.of(url.bucket()), Optional.empty(), Optional.of(url.key())),
        new TreeSet<>(List.of(stream.streamId())));
  }

  private static RejectedRequestException refused(int status, String message) {
    return new RejectedRequestException(new Failure(status, message));
  }
}
