package ivs.recordings.model.readiness;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// Where a manifest says that the media of a recording lie. IVS promises no fixed names, so all
/// paths are the manifest's, relative to the folder of the recording.
///
/// @param path of the playlists, such as `media/hls`
/// @param playlist the name of the one to play, such as `master.m3u8`
/// @param renditions at least one; where there is none, nothing can be played
/// @param images where posters are, best first: folders, or the path of one image
public record MediaLayout(
    String path, String playlist, List<Rendition> renditions, List<String> images) {
  /// IVS writes at most a handful; each may cost calls.
  public static final int MOST_RENDITIONS = 20;

  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
  private static final int LONGEST_PATH = 200;

  public MediaLayout {
    renditions = List.copyOf(renditions);
    images = List.copyOf(images);
    if (renditions.isEmpty() || renditions.size() > MOST_RENDITIONS) {
      throw new IllegalArgumentException(
          "media have 1 to %d renditions".formatted(MOST_RENDITIONS));
    }
    check(path);
    check(playlist);
    renditions.forEach(rendition -> {
      check(rendition.path());
      check(rendition.playlist());
    });
    images.forEach(MediaLayout::check);
    if (new HashSet<>(renditions.stream().map(Rendition::path).toList()).size()
        < renditions.size()) {
      throw new IllegalArgumentException("two renditions have one path");
    }
  }

  /// Paths become parts of keys and addresses, so no other form of a path is accepted.
  private static void check(String path) {
    if (path.length() > LONGEST_PATH || !PATH.matcher(path).matches() || hasDots(path)) {
      throw new IllegalArgumentException("a path of the media is unsound");
    }
  }

  private static boolean hasDots(String path) {
    return List.of(path.split("/", -1)).stream()
        .anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  /// What to play.
  public String playlistPath() {
    return path + "/" + playlist;
  }

  /// The folder of a rendition.
  public String folder(Rendition rendition) {
    return path + "/" + rendition.path();
  }

  /// The playlist of a rendition.
  public String playlistPath(Rendition rendition) {
    return folder(rendition) + "/" + rendition.playlist();
  }

  /// The topmost folder of the media, which all of them are in.
  public String root() {
    return path.split("/", 2)[0];
  }
}
