package ivs.recordings.handler.api.playback;

import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.ArchiveState;
import ivs.recordings.model.playback.PlayableMedia;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Whether the segments of old recordings lie in an archive, where a player could not read them.
public record ArchivedFiles(S3Client s3) {
  private static final Duration NEW = Duration.ofDays(ArchiveState.AFTER_DAYS);
  private static final String MEDIA = "/media/";
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /// Asks S3 once, for the first thousand objects: a rule moves all segments of a recording within
  /// a day. A new recording is not asked for, nor what is one object, because no rule moves it.
  public ArchiveState of(RecordingSummary recording, PlayableMedia media, Instant now) {
    return media instanceof PlayableMedia.Folder folder
            && !recording.recordedAt().plus(NEW).isAfter(now)
        ? of(folder, now)
        : ArchiveState.READABLE;
  }

  /// Where the bucket may not be listed, players find out by themselves.
  private ArchiveState of(PlayableMedia.Folder media, Instant now) {
    try {
      var listed =
          s3.listObjectsV2(list ->
              list.bucket(media.bucket().value())
                  .prefix(media.prefix().value() + MEDIA)
                  .optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS));
      return ArchiveState.of(listed.contents().stream().map(object -> of(object, now)).toList());
    } catch (S3Exception refused) {
      if (refused.statusCode() >= CLIENT_ERROR && refused.statusCode() < SERVER_ERROR) {
        return ArchiveState.READABLE;
      }
      throw refused;
    }
  }

  private static ArchiveState of(S3Object object, Instant now) {
    var restore = Optional.ofNullable(object.restoreStatus());
    return ArchiveState.of(
        Optional.ofNullable(object.storageClassAsString()).orElse(""),
        restore.map(status -> Boolean.TRUE.equals(status.isRestoreInProgress())).orElse(false),
        restore.flatMap(status -> Optional.ofNullable(status.restoreExpiryDate())),
        now);
  }
}
