package ivs.recordings.model.media;

import ivs.recordings.model.recording.RecordingId;
import java.util.Optional;
import java.util.regex.Pattern;

/// There is one job of each kind for each version of the files of a recording.
///
/// @param mediaVersion 12 hex digits
public record MediaJobId(RecordingId recordingId, MediaJobKind kind, String mediaVersion) {
  private static final Pattern VERSION = Pattern.compile("[0-9a-f]{12}");

  public MediaJobId {
    if (!VERSION.matcher(mediaVersion).matches()) {
      throw new IllegalArgumentException("a media version has 12 hex digits");
    }
  }

  /// The second part of its key, such as `mp4#0123456789ab`.
  public String sortKey() {
    return kind.word() + "#" + mediaVersion;
  }

  /// The id with this sort key; empty for any other text.
  public static Optional<MediaJobId> of(RecordingId recordingId, String sortKey) {
    var parts = sortKey.split("#", 2);
    return parts.length == 2 && VERSION.matcher(parts[1]).matches()
        ? MediaJobKind.of(parts[0]).map(kind -> new MediaJobId(recordingId, kind, parts[1]))
        : Optional.empty();
  }
}
