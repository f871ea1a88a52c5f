package ivs.recordings.model.retention;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.upload.UploadKey;
import java.util.Optional;

/// Objects of a bucket that belong together, and may be deleted together.
public sealed interface ObjectScope {
  /// What was made of recordings, a folder of each.
  String DERIVED = "derived/";

  Bucket bucket();

  /// What every key of it begins with; a list of it may hold other keys as well.
  String listed();

  /// Whether a key is one of its objects.
  boolean contains(String key);

  /// Bucket and path, for people.
  default String text() {
    return bucket().value() + "/" + listed();
  }

  /// All objects below a folder. It ends with a slash, so that `a/abc/` never touches `a/abcd`.
  ///
  /// @param listed the folder with its slash
  record Folder(Bucket bucket, String listed) implements ObjectScope {
    /// Below `ivs/v1` a folder of a recording has ten segments, and the four that all of a channel
    /// have in common are never those of one recording.
    private static final int SEGMENTS_OF_A_CHANNEL = 4;

    private static final String IVS = "ivs/v1/";

    public Folder {
      var segments = listed.split("/", -1);
      for (int i = 0; i < segments.length - 1; i++) {
        if (segments[i].isEmpty() || segments[i].equals(".") || segments[i].equals("..")) {
          throw new IllegalArgumentException("a folder has an empty segment, '.' or '..'");
        }
      }
      int depth = segments.length - 1;
      if (!listed.endsWith("/")
          || depth < 2
          || (listed.startsWith(IVS) && depth <= SEGMENTS_OF_A_CHANNEL)) {
        throw new IllegalArgumentException(
            "the folder '%s' is too short to be that of one recording".formatted(listed));
      }
    }

    Folder(Bucket bucket, S3Prefix prefix) {
      this(bucket, prefix.value() + "/");
    }

    @Override
    public boolean contains(String key) {
      return key.startsWith(listed);
    }
  }

  /// Exactly one object.
  record OneObject(Bucket bucket, String listed) implements ObjectScope {
    OneObject(Bucket bucket, S3ObjectKey key) {
      this(bucket, key.value());
    }

    @Override
    public boolean contains(String key) {
      return key.equals(listed);
    }
  }

  /// What a row names; empty where it has no files.
  ///
  /// @throws IllegalArgumentException if it names a folder that cannot be one recording's
  static Optional<ObjectScope> of(StorageLocation location) {
    return location
        .bucket()
        .flatMap(bucket ->
            location
                .prefix()
                .<ObjectScope>map(prefix -> new Folder(bucket, prefix))
                .or(() -> location.objectKey().map(key -> new OneObject(bucket, key))));
  }

  /// What was made of a recording, such as an MP4. An id holds no `~`, so no two of them meet.
  static ObjectScope derived(Bucket media, RecordingId id) {
    return new Folder(media, DERIVED + id.value().replace('/', '~') + "/");
  }

  /// Whose an object of the stack's bucket is by its key; empty where it can be of no recording.
  static Optional<RecordingId> recordingOf(Bucket media, String key) {
    try {
      var place = new S3ObjectKey(key);
      if (UploadKey.isOne(key)) {
        return Optional.of(RecordingId.ofUpload(media, place));
      }
      var segments = key.split("/", -1);
      return key.startsWith(DERIVED) && segments.length > 2
          ? Optional.of(new RecordingId(segments[1].replace('~', '/')))
          : Optional.empty();
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  /// Whether both have an object in common, or could have.
  default boolean overlaps(ObjectScope other) {
    return bucket().equals(other.bucket())
        && (contains(other.listed()) || other.contains(listed()));
  }
}
