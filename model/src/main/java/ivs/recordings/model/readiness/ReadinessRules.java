package ivs.recordings.model.readiness;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Whether a recording can be played: what its manifest names, compared with the files that exist.
///
/// The playlist that the manifest names must exist, and of each rendition its playlist and at least
/// one segment. IVS writes the manifest when all is written, but S3 and a merged recording give no
/// order, and a copy or a restored backup has none.
public final class ReadinessRules {
  /// What fragmented MP4 begins with; without a segment it plays nothing.
  private static final Pattern INITIALIZATION = Pattern.compile("/init[^/]*\\.mp4$");

  /// An image, and the number at the end of its name if it has one.
  private static final Pattern IMAGE =
      Pattern.compile(".*?(?<number>\\d{0,9})\\.(?:jpe?g|png|webp)");

  private static final List<Integer> PERCENTS = List.of(0, 25, 50, 75, 100);

  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingLong(ReadinessRules::number).thenComparing(Comparator.naturalOrder());

  private ReadinessRules() {}

  /// Compares what the manifest names with what is there.
  ///
  /// @param version of the manifest
  public static Readiness check(MediaLayout layout, MediaFiles files, String version, Instant now) {
    return missing(layout, files)
        .<Readiness>map(Readiness.Pending::new)
        .orElseGet(() -> new Readiness.Available(media(layout, files, version, now)));
  }

  private static Media media(MediaLayout layout, MediaFiles files, String version, Instant now) {
    var size = files.sizes().values().stream().mapToLong(Long::longValue).sum();
    return new Media(
        now,
        layout.playlistPath(),
        version,
        layout.renditions(),
        posters(layout.images(), files.sizes()),
        Optional.of(size).filter(_ -> files.isComplete()));
  }

  private static Optional<String> missing(MediaLayout layout, MediaFiles files) {
    if (!files.has(layout.playlistPath())) {
      return Optional.of(layout.playlistPath());
    }
    for (var rendition : layout.renditions()) {
      if (!files.has(layout.playlistPath(rendition))) {
        return Optional.of(layout.playlistPath(rendition));
      }
      var folder = layout.folder(rendition) + "/";
      if (files.sizes().entrySet().stream().noneMatch(file -> isSegment(folder, file))) {
        return Optional.of("a segment in " + layout.folder(rendition));
      }
    }
    return Optional.empty();
  }

  private static boolean isSegment(String folder, Map.Entry<String, Long> file) {
    var path = file.getKey();
    return path.startsWith(folder)
        && file.getValue() > 0
        && !path.endsWith(".m3u8")
        && !path.endsWith("/")
        && !INITIALIZATION.matcher(path).find();
  }

  /// Images nearest to 0, 25, 50, 75 and 100 % of those that exist, none twice. IVS numbers them
  /// without padding, so they are ordered by number; several folders hold the same images in
  /// several sizes, of which one is chosen.
  static List<String> posters(List<String> places, Map<String, Long> sizes) {
    return places.stream()
        .map(place -> images(place, sizes))
        .filter(images -> !images.isEmpty())
        .findFirst()
        .map(ReadinessRules::spread)
        .orElse(List.of());
  }

  private static List<String> spread(List<String> images) {
    var last = images.size() - 1;
    return PERCENTS.stream()
        .map(percent -> Math.toIntExact(Math.round(last * percent / 100.0)))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .map(images::get)
        .toList();
  }

  private static List<String> images(String place, Map<String, Long> sizes) {
    var folders =
        sizes.entrySet().stream()
            .filter(file -> file.getValue() > 0)
            .map(Map.Entry::getKey)
            .filter(path -> path.equals(place) || path.startsWith(place + "/"))
            .filter(path -> IMAGE.matcher(path).matches())
            .collect(
                Collectors.groupingBy(ReadinessRules::folder, TreeMap::new, Collectors.toList()));
    return folders.values().stream()
        .max(Comparator.comparingInt(List::size))
        .map(images -> images.stream().sorted(BY_NUMBER).toList())
        .orElse(List.of());
  }

  private static String folder(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static long number(String path) {
    var image = IMAGE.matcher(path);
    return image.matches() && !image.group("number").isEmpty()
        ? Long.parseLong(image.group("number"))
        : -1;
  }
}
