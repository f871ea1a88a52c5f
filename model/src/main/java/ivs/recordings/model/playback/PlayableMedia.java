package ivs.recordings.model.playback;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import java.util.Locale;
import java.util.Optional;

/// What a player is given.
public sealed interface PlayableMedia {
  Bucket bucket();

  /// Its media type.
  String type();

  /// The name of it below the address of a grant.
  String name();

  /// The file that can be saved, if there is one.
  Optional<MediaPath> file();

  /// The same as one MP4, if there is one.
  Optional<MediaPath> mp4();

  /// A playlist in a folder.
  ///
  /// @param playlist its path relative to the folder
  record Folder(Bucket bucket, S3Prefix prefix, String playlist, Optional<MediaPath> mp4)
      implements PlayableMedia {
    /// The playlist to play, wherever it is stored.
    public static final String MASTER = "master.m3u8";

    public static final String TYPE = "application/vnd.apple.mpegurl";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String name() {
      return MASTER;
    }

    @Override
    public Optional<MediaPath> file() {
      return mp4;
    }

    /// A file of the folder.
    public MediaPath at(String path) {
      return new MediaPath(bucket, prefix.value() + "/" + path);
    }

    /// The folder, as it stands in the path of a URL, with a slash behind it.
    public String encoded() {
      return new MediaPath(bucket, prefix.value()).encoded() + "/";
    }
  }

  /// Exactly one object.
  record OneObject(MediaPath path, Optional<String> contentType, Optional<MediaPath> converted)
      implements PlayableMedia {
    public static final String NAME = "recording";
    private static final String MP4 = "video/mp4";

    @Override
    public Bucket bucket() {
      return path.bucket();
    }

    @Override
    public String type() {
      return contentType.orElseGet(this::typeOfName);
    }

    private String typeOfName() {
      var key = path.key().toLowerCase(Locale.ROOT);
      return switch (key.substring(key.lastIndexOf('.') + 1)) {
        case "mp4" -> MP4;
        case "webm" -> "video/webm";
        case "mov" -> "video/quicktime";
        default -> "application/octet-stream";
      };
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Optional<MediaPath> file() {
      return Optional.of(converted.orElse(path));
    }

    @Override
    public Optional<MediaPath> mp4() {
      return converted.or(() -> Optional.of(path).filter(_ -> type().equals(MP4)));
    }
  }
}
