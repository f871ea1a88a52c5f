package ivs.recordings.model.playback;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.StorageLocation;
import java.util.Optional;

/// What a row tells of the files of a recording.
///
/// @param location unknown where the item is of an index that does not hold it
/// @param playlist to play, relative to the folder of the recording
/// @param contentType of the one object that the recording is
/// @param mp4 the same recording as one file, where there is such a file
/// @param seekable what is played instead of the one object, where a job has made it seekable
public record StoredFiles(
    StorageLocation location,
    Optional<String> playlist,
    Optional<String> contentType,
    Optional<MediaPath> mp4,
    Optional<MediaPath> seekable) {
  /// Nothing is known.
  public static final StoredFiles UNKNOWN =
      new StoredFiles(
          StorageLocation.UNKNOWN,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// What there is to play; empty where the row does not say it.
  public Optional<PlayableMedia> media() {
    return location.bucket().flatMap(this::media);
  }

  private Optional<PlayableMedia> media(Bucket bucket) {
    var object =
        location
            .objectKey()
            .<PlayableMedia>map(key ->
                new PlayableMedia.OneObject(
                    seekable.orElseGet(() -> new MediaPath(bucket, key.value())),
                    contentType,
                    mp4));
    return object.or(() ->
        location
            .prefix()
            .flatMap(prefix ->
                playlist.map(path -> new PlayableMedia.Folder(bucket, prefix, path, mp4))));
  }
}
