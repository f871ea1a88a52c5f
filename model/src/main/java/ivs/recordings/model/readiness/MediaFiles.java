package ivs.recordings.model.readiness;

import java.util.Map;

/// The media files of a recording that were listed.
///
/// @param sizes in bytes, by the path relative to the folder of the recording
/// @param isComplete whether these are all; a very long recording has too many to list
public record MediaFiles(Map<String, Long> sizes, boolean isComplete) {
  public MediaFiles {
    sizes = Map.copyOf(sizes);
  }

  /// Whether it is there, and not empty.
  boolean has(String path) {
    return sizes.getOrDefault(path, 0L) > 0;
  }
}
