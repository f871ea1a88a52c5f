package ivs.recordings.handler.readiness.files;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.StoredObject;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Files each call for which is made by a guard: one that counts, or that refuses what would end
/// too late.
public record GuardedFiles(RecordingFiles files, Guard guard) implements RecordingFiles {
  /// Makes a call, or throws instead.
  public interface Guard {
    <T> T ask(Supplier<T> call);
  }

  @Override
  public Folders folders(Bucket bucket, String folder, Optional<String> next) {
    return guard.ask(() -> files.folders(bucket, folder, next));
  }

  @Override
  public Set<String> manifests(Bucket bucket, S3Prefix prefix) {
    return guard.ask(() -> files.manifests(bucket, prefix));
  }

  @Override
  public Objects objects(Bucket bucket, S3Prefix prefix, String begin, Optional<String> next) {
    return guard.ask(() -> files.objects(bucket, prefix, begin, next));
  }

  @Override
  public Optional<Written> read(Bucket bucket, S3Prefix prefix, String manifest) {
    return guard.ask(() -> files.read(bucket, prefix, manifest));
  }

  @Override
  public Optional<StoredObject> object(Bucket bucket, S3ObjectKey key) {
    return guard.ask(() -> files.object(bucket, key));
  }
}
