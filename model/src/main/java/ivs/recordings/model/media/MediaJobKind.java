package ivs.recordings.model.media;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a job makes of a recording.
public enum MediaJobKind {
  /// One MP4 of the whole recording, by copying its streams.
  MP4,
  /// Images at 0, 25, 50, 75 and 100 % of an upload.
  THUMBNAILS,
  /// The same streams of an upload in a container that can be seeked from its first bytes.
  REMUX;

  /// As it stands in keys, arguments and answers.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<MediaJobKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
