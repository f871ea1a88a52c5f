package ivs.recordings.model.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.readiness.Readiness.Available;
import ivs.recordings.model.readiness.Readiness.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When a recording can be played, and which images stand for it.
final class ReadinessRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  /// A layout of IVS: its renditions, and all of its files with what each is.
  record Layout(MediaLayout media, Map<String, Part> files) {}

  enum Part {
    NEEDED,
    SEGMENT,
    OTHER
  }

  private static Rendition rendition(String path, int width, int height) {
    return new Rendition(
        path,
        "playlist.m3u8",
        Optional.of(width).filter(pixels -> pixels > 0),
        Optional.of(height).filter(pixels -> pixels > 0));
  }

  static List<Layout> layouts() {
    return List.of(
        layout(
            "master.m3u8",
            "ts",
            "thumb",
            rendition("1080p60", 1920, 1080),
            rendition("160p30", 284, 160),
            rendition("audio_only", 0, 0)),
        layout("master.m3u8", "ts", "thumb", rendition("720p30", 720, 1280)),
        layout(
            "multivariant.m3u8",
            "ts",
            "1280x720/thumb",
            rendition("720p30-abcdeABCDE12", 1280, 720)),
        layout("multivariant.m3u8", "mp4", "high/", rendition("high", 1280, 720)));
  }

  private static Layout layout(
      String playlist, String kind, String thumbnail, Rendition... renditions) {
    var files = new HashMap<String, Part>();
    files.put("media/hls/" + playlist, Part.NEEDED);
    for (var each : renditions) {
      var folder = "media/hls/" + each.path() + "/";
      files.put(folder + "playlist.m3u8", Part.NEEDED);
      files.put(folder + "byte-range-variant.m3u8", Part.OTHER);
      if (kind.equals("mp4")) {
        files.put(folder + "init-0.mp4", Part.OTHER);
      }
      IntStream.range(0, 3).forEach(n -> files.put(folder + n + "." + kind, Part.SEGMENT));
    }
    IntStream.range(0, 12)
        .forEach(n -> files.put("media/thumbnails/" + thumbnail + n + ".jpg", Part.OTHER));
    files.put("media/latest_thumbnail/thumb.jpg", Part.OTHER);
    var media =
        new MediaLayout("media/hls", playlist, List.of(renditions), List.of("media/thumbnails"));
    return new Layout(media, files);
  }

  /// Over files that arrive in any order, each order a subset after the other.
  @ParameterizedTest
  @MethodSource("layouts")
  void itIsAvailableAsSoonAsEachRenditionHasASegmentAndNeverBefore(Layout layout) {
    for (int seed = 1; seed <= 200; seed++) {
      var order = new ArrayList<>(layout.files().keySet());
      Collections.shuffle(order, new Random(seed));
      var sizes = new HashMap<String, Long>();
      for (var next : order) {
        sizes.put(next, 100L);
        assertThat(check(layout.media(), sizes) instanceof Available)
            .as("seed %d after %s", seed, next)
            .isEqualTo(isThere(layout, sizes));
      }
      assertThat(media(layout.media(), sizes).sizeBytes()).contains(100L * order.size());
    }
  }

  /// Said in other words than in the rules.
  private static boolean isThere(Layout layout, Map<String, Long> sizes) {
    var needed =
        layout.files().entrySet().stream()
            .filter(file -> file.getValue() == Part.NEEDED)
            .allMatch(file -> sizes.containsKey(file.getKey()));
    return needed
        && layout.media().renditions().stream()
            .allMatch(rendition ->
                layout.files().entrySet().stream()
                    .filter(file -> file.getValue() == Part.SEGMENT)
                    .filter(file -> file.getKey().contains("/" + rendition.path() + "/"))
                    .anyMatch(file -> sizes.containsKey(file.getKey())));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void anEmptyFileIsNotThere(Layout layout) {
    for (var file : layout.files().entrySet()) {
      if (file.getValue() == Part.NEEDED) {
        var sizes = all(layout);
        sizes.put(file.getKey(), 0L);
        assertThat(check(layout.media(), sizes)).isEqualTo(new Pending(file.getKey()));
      }
    }
  }

  @Test
  void theSizeIsUnknownWhereNotAllFilesWereListed() {
    var layout = layouts().getFirst();

    var readiness =
        ReadinessRules.check(layout.media(), new MediaFiles(all(layout), false), "v", NOW);

    assertThat(readiness)
        .isInstanceOfSatisfying(
            Available.class, found -> assertThat(found.media().sizeBytes()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "1, 0",
    "2, '0 1'",
    "3, '0 1 2'",
    "4, '0 1 2 3'",
    "5, '0 1 2 3 4'",
    "12, '0 3 6 8 11'",
    "101, '0 25 50 75 100'",
    "1000, '0 250 500 749 999'"
  })
  void postersAreSpreadOverTheImagesThatExistInTheOrderOfTheirNumbers(int count, String chosen) {
    var sizes = new HashMap<String, Long>();
    IntStream.range(0, count).forEach(n -> sizes.put("media/thumbnails/thumb" + n + ".jpg", 9L));
    sizes.put("media/thumbnails/thumb" + count + ".jpg", 0L);
    sizes.put("media/thumbnails/notes.txt", 9L);
    sizes.put("media/thumbnails2/thumb0.jpg", 9L);

    assertThat(String.join(" ", ReadinessRules.posters(List.of("media/thumbnails"), sizes)))
        .isEqualTo(chosen.replaceAll("(\\d+)", "media/thumbnails/thumb$1.jpg"));
  }

  @Test
  void postersAreOfOneFolderAndOfThePlaceThatIsNamedFirst() {
    var sizes =
        Map.of(
            "media/thumbnails/high/9.jpg", 1L,
            "media/thumbnails/high/10.jpg", 1L,
            "media/thumbnails/low/1.jpg", 1L,
            "media/latest_thumbnail/thumb.jpg", 1L);

    assertThat(
            ReadinessRules.posters(
                List.of("media/thumbnails", "media/latest_thumbnail/thumb.jpg"), sizes))
        .containsExactly("media/thumbnails/high/9.jpg", "media/thumbnails/high/10.jpg");
    assertThat(
            ReadinessRules.posters(
                List.of("media/none", "media/latest_thumbnail/thumb.jpg"), sizes))
        .containsExactly("media/latest_thumbnail/thumb.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/media", "media/", "../x", "a/../b", "a//b", "a b", "a\\b", "a%2fb"})
  void aPathThatCouldLeaveTheFolderIsRefused(String path) {
    var rendition = rendition("high", 1280, 720);
    assertThatThrownBy(() -> new MediaLayout(path, "m.m3u8", List.of(rendition), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaLayout("media", "m.m3u8", List.of(rendition), List.of(path)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new MediaLayout("media", "m.m3u8", List.of(rendition(path, 1, 1)), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Long> all(Layout layout) {
    var sizes = new HashMap<String, Long>();
    layout.files().keySet().forEach(file -> sizes.put(file, 100L));
    return sizes;
  }

  private static Readiness check(MediaLayout layout, Map<String, Long> sizes) {
    return ReadinessRules.check(layout, new MediaFiles(sizes, true), "0123456789ab", NOW);
  }

  private static Media media(MediaLayout layout, Map<String, Long> sizes) {
    return check(layout, sizes) instanceof Available(var media) ? media : noMedia();
  }

  private static Media noMedia() {
    throw new AssertionError("it is not available");
  }
}
