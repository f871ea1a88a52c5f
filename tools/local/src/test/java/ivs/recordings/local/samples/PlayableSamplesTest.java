package ivs.recordings.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.TestEventPlayer;
import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The committed media of the test events that can be played: events, manifests and playlists
/// agree.
final class PlayableSamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TEST_EVENTS = ProjectTemplate.ROOT.resolve("test-events");
  private static final Pattern LENGTH = Pattern.compile("(?m)^#EXTINF:([0-9.]+),$");
  private static final Pattern DATE = Pattern.compile("(?m)^#EXT-X-PROGRAM-DATE-TIME:(.+)$");

  static List<TestRow> rows() {
    return TestEventPlayer.ALL
        .expectedAfter(
            List.of(
                "playable-landscape.json",
                "playable-portrait.json",
                "playable-two-recordings.json"))
        .stream()
        .filter(row -> row.kind() == TestRow.Kind.RECORDING)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eventsManifestAndMediaAgree(TestRow row) throws Exception {
    var media = SampleData.media(TEST_EVENTS);
    var folder = row.value("s3KeyPrefix") + "/";

    var manifest = json(media, folder + "events/recording-ended.json");

    assertThat(manifest.path("recording_started_at").asText()).isEqualTo(row.value("startTime"));
    assertThat(manifest.path("recording_ended_at").asText()).isEqualTo(row.value("endTime"));
    assertThat(manifest.at("/media/hls/duration_ms").asText())
        .isEqualTo(row.value("recordingDurationMs"));
    var master = text(media, folder + "media/hls/master.m3u8");
    assertThat(manifest.at("/media/hls/renditions")).isNotEmpty();
    for (var rendition : manifest.at("/media/hls/renditions")) {
      assertThat(master)
          .contains(rendition.path("path").asText() + "/playlist.m3u8")
          .contains(
              "RESOLUTION=%dx%d,"
                  .formatted(
                      rendition.path("resolution_width").asInt(),
                      rendition.path("resolution_height").asInt()));
      var hls = folder + "media/hls/" + rendition.path("path").asText() + "/";
      var playlist = text(media, hls + "playlist.m3u8");
      var lengths =
          LENGTH.matcher(playlist).results().mapToDouble(m -> Double.parseDouble(m.group(1)));
      assertThat(lengths.sum() * 1000)
          .isCloseTo(
              Double.parseDouble(row.value("recordingDurationMs")),
              org.assertj.core.data.Offset.offset(1.0));
      var dates = DATE.matcher(playlist).results().map(m -> Instant.parse(m.group(1))).toList();
      assertThat(dates)
          .hasSizeGreaterThan(1)
          .first()
          .isEqualTo(Instant.parse(row.value("startTime")));
      for (int i = 0; i < dates.size(); i++) {
        assertThat(Files.size(file(media, hls + i + ".ts"))).isPositive();
        assertThat(dates.get(i)).isEqualTo(dates.getFirst().plus(Duration.ofSeconds(4L * i)));
      }
    }
  }

  @Test
  void theMediaTakesLessThanTwoMegabytesAndEachFileIsOfARow() throws Exception {
    var media = SampleData.media(TEST_EVENTS);

    long bytes = 0;
    for (var path : media.values()) {
      bytes += Files.size(path);
    }
    assertThat(bytes).isBetween(100_000L, 2_000_000L);
    var folders = rows().stream().map(row -> row.value("s3KeyPrefix") + "/").toList();
    assertThat(media.keySet()).allMatch(key -> folders.stream().anyMatch(key::startsWith));
  }

  private static Path file(Map<String, Path> media, String key) {
    assertThat(media).containsKey(key);
    return media.getOrDefault(key, Path.of(""));
  }

  private static String text(Map<String, Path> media, String key) throws IOException {
    return Files.readString(file(media, key));
  }

  private static JsonNode json(Map<String, Path> media, String key) throws IOException {
    return JSON.readTree(text(media, key));
  }
}
