package ivs.recordings.model.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadKeyTest {
  private static final int NAMES = 10_000;
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:05Z");
  private static final Optional<StreamId> ROOM =
      Optional.of(StreamId.ofRoom(new ProfileId("anna/of ~ all"), "abc_1-2"));
  private static final Optional<StreamId> LIVE = Optional.of(new StreamId("live-1"));

  private static final List<String> PIECES =
      List.of(
          "a",
          "Z",
          "7",
          ".",
          "..",
          "/",
          "\\",
          "%2e%2e",
          "%00",
          "\u0000",
          "\r\n",
          "\u202e",
          "é",
          "日本",
          "👩‍👩‍👧",
          "\ud800",
          " ",
          "\"",
          "<x>",
          "?",
          "#",
          "&",
          "+",
          ".mp4",
          ".webm",
          ".tar.gz",
          "~");

  @Test
  void noNameLeavesItsFolder() {
    var seed = System.nanoTime();
    System.out.printf("Names: %,d with seed %d%n", NAMES, seed);
    var random = new Random(seed);
    for (int i = 0; i < NAMES; i++) {
      var text =
          IntStream.rangeClosed(0, random.nextInt(random.nextInt(20) == 0 ? 300 : 8))
              .mapToObj(_ -> PIECES.get(random.nextInt(PIECES.size())))
              .collect(Collectors.joining());
      if (text.isBlank()) {
        continue;
      }
      var name = new FileName(text);
      var number = 1 + random.nextInt(3);
      assertThat(UploadKey.of(ROOM, NOON, name, number).value())
          .matches("recordings/abc_1-2/20261130-120005-[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
      assertThat(UploadKey.of(LIVE, NOON, name, number).value())
          .matches("stream-recordings/live-1/1796040005000-[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
      assertThat(UploadKey.of(Optional.empty(), NOON, name, number).value())
          .startsWith("recordings/uploads/20261130-120005-");
      assertThat(name.inKey(2)).isNotEqualTo(name.inKey(3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "clip.mp4, 1, clip.mp4",
    "clip.mp4, 2, clip-2.mp4",
    "my clip (1).MP4, 1, my_clip__1_.MP4",
    "../../etc/passwd, 1, _.._etc_passwd",
    ".hidden, 1, hidden",
    "...., 1, _",
    "no extension, 3, no_extension-3",
    "Prüfung.webm, 1, Pr_fung.webm"
  })
  void aKeyHoldsAPlainFormOfAName(String name, int number, String inKey) {
    assertThat(new FileName(name).inKey(number)).isEqualTo(inKey);
  }

  @Test
  void aLongNameKeepsItsExtension() {
    assertThat(new FileName("x".repeat(200) + ".webm").inKey(12))
        .hasSize(100)
        .endsWith("x-12.webm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", "x y", "é", "a~b"})
  void aRoomHasAPlainId(String room) {
    assertThatThrownBy(() -> StreamId.ofRoom(new ProfileId("anna"), room))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the id of a room has 1 to 64 letters, digits, '_' and '-'");
    assertThat(ROOM.orElseThrow().roomId()).contains("abc_1-2");
    assertThat(LIVE.orElseThrow().roomId()).isEmpty();
  }
}
