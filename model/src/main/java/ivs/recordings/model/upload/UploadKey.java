package ivs.recordings.model.upload;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.S3ObjectKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where files are put. The two prefixes are those of which S3 reports objects.
public final class UploadKey {
  /// What is uploaded of a room, or of no stream.
  public static final String ROOMS = "recordings/";

  /// What is uploaded of a stream.
  public static final String STREAMS = "stream-recordings/";

  /// The folder of what is of no stream; a room may have the same name, for names never collide.
  private static final String NO_ROOM = "uploads";

  private static final Set<String> PICTURES = Set.of("avif", "gif", "jpeg", "jpg", "png", "webp");

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private UploadKey() {}

  /// The place of a file.
  ///
  /// @param number 1, and one more for each place before that was taken
  public static S3ObjectKey of(Optional<StreamId> stream, Instant at, FileName name, int number) {
    var room = stream.flatMap(StreamId::roomId);
    if (stream.isPresent() && room.isEmpty()) {
      return new S3ObjectKey(folder(stream.get()) + at.toEpochMilli() + "-" + name.inKey(number));
    }
    return new S3ObjectKey(
        ROOMS + room.orElse(NO_ROOM) + "/" + SECOND.format(at) + "-" + name.inKey(number));
  }

  /// The folder of a stream's own objects.
  public static String folder(StreamId stream) {
    return STREAMS + stream.value() + "/";
  }

  /// Whether an object is a picture that a stream may show. It belongs to the stream, and to no
  /// recording.
  public static boolean isPicture(String key) {
    return key.startsWith(STREAMS)
        && PICTURES.contains(key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /// Whether an object may be an upload.
  public static boolean isOne(String key) {
    return key.startsWith(ROOMS) || key.startsWith(STREAMS);
  }
}
