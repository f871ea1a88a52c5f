package ivs.recordings.local.samples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How IVS lays out the media of one kind of recording, and what a manifest says of it.
enum SampleLayout {
  CHANNEL("master.m3u8", "160p30", "", Optional.empty()),
  PARTICIPANT("multivariant.m3u8", "high", "high/", Optional.of("renditions")),
  COMPOSITION("multivariant.m3u8", "160p30-rQ7nXw2TzL9k", "284x160/", Optional.of("resolutions"));

  private static final String HLS = "media/hls";
  private static final String THUMBNAILS = "media/thumbnails";
  private static final String LATEST = "media/latest_thumbnail";
  private static final int WIDTH = 284;
  private static final int HEIGHT = 160;

  private final String playlist;
  private final String rendition;
  private final String thumbnailFolder;

  /// What a manifest calls the list of the folders of thumbnails; a channel has no such folders.
  private final Optional<String> thumbnailFolders;

  SampleLayout(
      String playlist,
      String rendition,
      String thumbnailFolder,
      Optional<String> thumbnailFolders) {
    this.playlist = playlist;
    this.rendition = rendition;
    this.thumbnailFolder = thumbnailFolder;
    this.thumbnailFolders = thumbnailFolders;
  }

  /// What lies below the prefix beside the manifests, but for the segments that the playlist names:
  /// nothing was recorded that could be played.
  ///
  /// @param segments how many
  /// @param seconds that each lasts
  Map<String, byte[]> media(int segments, double seconds) {
    var files = new LinkedHashMap<String, byte[]>();
    files.put(HLS + "/" + playlist, SampleMedia.text(multivariant()));
    var folder = HLS + "/" + rendition + "/";
    files.put(folder + "playlist.m3u8", SampleMedia.text(playlist(segments, seconds)));
    for (var i = 0; i < segments; i++) {
      files.put(THUMBNAILS + "/" + thumbnailFolder + thumbnail(i), SampleMedia.thumbnail(i));
    }
    files.put(LATEST + "/" + thumbnailFolder + "thumb.jpg", SampleMedia.thumbnail(segments));
    return files;
  }

  /// What a manifest says of it.
  ///
  /// @param hls what it says of the media, to be completed
  void describe(ObjectNode media, ObjectNode hls) {
    hls.put("path", HLS).put("playlist", playlist);
    var first = hls.putArray("renditions").addObject();
    resolution(first.put("path", rendition).put("playlist", "playlist.m3u8"));
    var thumbnails = media.putObject("thumbnails").put("path", THUMBNAILS);
    var latest = media.putObject("latest_thumbnail");
    thumbnailFolders.ifPresentOrElse(
        list -> {
          latest.put("path", LATEST);
          for (var each : new ObjectNode[] {thumbnails, latest}) {
            var folder = thumbnailFolder.replace("/", "");
            resolution(each.putArray(list).addObject().put("path", folder));
          }
        },
        () -> {
          resolution(thumbnails);
          resolution(latest.put("path", LATEST + "/thumb.jpg"));
        });
  }

  private boolean isFragmented() {
    return this == PARTICIPANT;
  }

  private String segment(int number) {
    return number + (isFragmented() ? ".mp4" : ".ts");
  }

  private String thumbnail(int number) {
    return (this == PARTICIPANT ? "" : "thumb") + number + ".jpg";
  }

  private static void resolution(ObjectNode what) {
    what.put("resolution_height", HEIGHT).put("resolution_width", WIDTH);
  }

  private String multivariant() {
    return """
    #EXTM3U
    #EXT-X-VERSION:%d
    #EXT-X-STREAM-INF:BANDWIDTH=230000,RESOLUTION=%dx%d,FRAME-RATE=30.000
    %s/playlist.m3u8
    """
        .formatted(version(), WIDTH, HEIGHT, rendition);
  }

  private String playlist(int segments, double seconds) {
    var playlist =
        new StringBuilder("#EXTM3U\n#EXT-X-VERSION:%d\n".formatted(version()))
            .append("#EXT-X-MEDIA-SEQUENCE:0\n")
            .append("#EXT-X-TARGETDURATION:%d%n".formatted((long) Math.ceil(seconds)));
    if (this == COMPOSITION) {
      playlist.append("#EXT-X-PLAYLIST-TYPE:VOD\n");
    }
    if (isFragmented()) {
      playlist.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
    }
    for (var i = 0; i < segments; i++) {
      playlist.append(String.format(Locale.ROOT, "#EXTINF:%.3f,\n%s\n", seconds, segment(i)));
    }
    return playlist.append("#EXT-X-ENDLIST\n").toString();
  }

  /// Of the playlists: a map needs a newer one.
  private int version() {
    return isFragmented() ? 7 : 3;
  }
}
