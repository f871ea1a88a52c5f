package ivs.recordings.handler.media;

import ivs.recordings.model.media.DerivedFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// What a job has made in its folder.
///
/// @param files to store
/// @param entered adds their keys, which begin with a folder, to what the row names
/// @param length of an upload, as it was measured
record JobResult(
    List<MadeFile> files,
    BiFunction<DerivedFiles, String, DerivedFiles> entered,
    Optional<Duration> length) {
  /// A file of a result.
  record MadeFile(String name, String contentType) {}

  JobResult {
    files = List.copyOf(files);
  }

  /// There was nothing to make.
  static JobResult nothing(Optional<Duration> length) {
    return new JobResult(List.of(), (files, _) -> files, length);
  }
}
