package ivs.recordings.handler.readiness.files;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files that IVS wrote, as far as they tell what was recorded. Each method is one call, so
/// that the caller can count.
public interface RecordingFiles {
  /// Folders directly inside a folder.
  ///
  /// @param names without slashes, in no order that means anything: IVS pads no number
  /// @param next where to go on, if there are more
  record Folders(List<String> names, Optional<String> next) {}

  /// Some of the objects below a folder.
  ///
  /// @param sizes in bytes, by the path relative to the folder of the recording
  /// @param next where to go on, if there are more
  record Objects(Map<String, Long> sizes, Optional<String> next) {}

  /// A small file and when it was written.
  record Written(String text, Instant lastModified) {}

  /// Some of the folders directly inside a folder.
  ///
  /// @param folder a key prefix that ends with a slash
  /// @param next where the page before said to go on
  Folders folders(Bucket bucket, String folder, Optional<String> next);

  /// The names of the manifests of a recording, which lie in its folder `events`. It asks for names
  /// first because S3 answers a reader who may not list the whole bucket with "denied" where a file
  /// is only missing.
  Set<String> manifests(Bucket bucket, S3Prefix prefix);

  /// A thousand of the objects of a recording, at most.
  ///
  /// @param begin what their paths relative to the folder of the recording begin with
  /// @param next where the page before said to go on
  Objects objects(Bucket bucket, S3Prefix prefix, String begin, Optional<String> next);

  /// One of the manifests, or nothing if it is gone.
  Optional<Written> read(Bucket bucket, S3Prefix prefix, String manifest);

  /// The one object that is a recording, or nothing if it is not there. Its name is not listed: to
  /// a reader who may not list the bucket S3 says that access to what is missing is denied.
  Optional<StoredObject> object(Bucket bucket, S3ObjectKey key);
}
