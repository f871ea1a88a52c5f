package ivs.recordings.model.readiness;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The files of a recording that can be played.
///
/// @param availableAt when they were found complete for the first time
/// @param path of the playlist or file to play, relative to the folder of the recording
/// @param version the first 12 hex digits of the SHA-256 of the manifest: another value, other
///   files
/// @param posters images, relative to the folder of the recording, nearest to 0, 25, 50, 75 and 100
///   % of it
/// @param sizeBytes of all media files; absent where they are too many to be counted
public record Media(
    Instant availableAt,
    String path,
    String version,
    List<Rendition> renditions,
    List<String> posters,
    Optional<Long> sizeBytes) {
  public Media {
    renditions = List.copyOf(renditions);
    posters = List.copyOf(posters);
  }

  /// The same files, which were playable since another moment.
  public Media since(Instant moment) {
    return new Media(moment, path, version, renditions, posters, sizeBytes);
  }
}
