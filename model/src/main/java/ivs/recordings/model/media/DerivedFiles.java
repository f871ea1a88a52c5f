package ivs.recordings.model.media;

import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.retention.ObjectScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What jobs have made of one version of the files of a recording.
///
/// @param bucket the stack's own
/// @param mp4 the key of the recording as one MP4
/// @param seekable the key of an upload that was put into another container
/// @param posters the keys of images of an upload, in the order of its media
/// @param length of an upload, as it was measured
public record DerivedFiles(
    Bucket bucket,
    String mediaVersion,
    Optional<String> mp4,
    Optional<String> seekable,
    List<String> posters,
    Optional<Duration> length) {
  public DerivedFiles {
    posters = List.copyOf(posters);
  }

  /// Nothing yet.
  public static DerivedFiles none(Bucket bucket, String mediaVersion) {
    return new DerivedFiles(
        bucket, mediaVersion, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  /// The folder of what is made of one version, with a slash behind it.
  public static String folder(RecordingId id, String mediaVersion) {
    return "%s%s/%s/".formatted(ObjectScope.DERIVED, id.value().replace('/', '~'), mediaVersion);
  }

  /// Both as one. What was made of another version is of no use any more.
  public DerivedFiles over(Optional<DerivedFiles> before) {
    return before
        .filter(known -> known.bucket.equals(bucket) && known.mediaVersion.equals(mediaVersion))
        .map(known ->
            new DerivedFiles(
                bucket,
                mediaVersion,
                mp4.or(known::mp4),
                seekable.or(known::seekable),
                posters.isEmpty() ? known.posters : posters,
                length.or(known::length)))
        .orElse(this);
  }

  public DerivedFiles withMp4(String key) {
    return new DerivedFiles(bucket, mediaVersion, Optional.of(key), seekable, posters, length);
  }

  public DerivedFiles withSeekable(String key) {
    return new DerivedFiles(bucket, mediaVersion, mp4, Optional.of(key), posters, length);
  }

  public DerivedFiles withPosters(List<String> keys) {
    return new DerivedFiles(bucket, mediaVersion, mp4, seekable, keys, length);
  }

  public DerivedFiles withLength(Optional<Duration> measured) {
    return new DerivedFiles(bucket, mediaVersion, mp4, seekable, posters, measured);
  }

  /// Whether a job of this kind has made its files.
  public boolean has(MediaJobKind kind) {
    return switch (kind) {
      case MP4 -> mp4.isPresent();
      case REMUX -> seekable.isPresent();
      case THUMBNAILS -> !posters.isEmpty();
    };
  }

  public Optional<MediaPath> mp4Path() {
    return mp4.map(key -> new MediaPath(bucket, key));
  }

  public Optional<MediaPath> seekablePath() {
    return seekable.map(key -> new MediaPath(bucket, key));
  }
}
