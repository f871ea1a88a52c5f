package ivs.recordings.model.playback;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What there is to play, which image stands for it, and under what name it is saved.
final class PlayabilityTest {
  private static final Bucket BUCKET = new Bucket("b");
  private static final MediaPath MP4 = new MediaPath(BUCKET, "derived/x.mp4");

  private static Optional<PlayableMedia> folder(Optional<String> playlist) {
    return new StoredFiles(
            new StorageLocation(BUCKET, Optional.of(new S3Prefix("p"))),
            playlist,
            Optional.empty(),
            Optional.of(MP4),
            Optional.empty())
        .media();
  }

  private static PlayableMedia object(
      String key, Optional<String> type, Optional<MediaPath> converted) {
    return new StoredFiles(
            new StorageLocation(
                Optional.of(BUCKET), Optional.empty(), Optional.of(new S3ObjectKey(key))),
            Optional.empty(),
            type,
            converted,
            Optional.empty())
        .media()
        .orElseThrow();
  }

  @Test
  void aFolderIsPlayedByItsPlaylistAndSavedAsItsMp4() {
    var media = folder(Optional.of("media/hls/master.m3u8")).orElseThrow();

    assertThat(media.type()).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(media.file()).contains(MP4);
    assertThat(media.name()).isEqualTo("master.m3u8");
    assertThat(folder(Optional.empty())).isEmpty();
    assertThat(StoredFiles.UNKNOWN.media()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a/x.mp4, , video/mp4, true",
    "a/x.WEBM, , video/webm, false",
    "a/x.mov, , video/quicktime, false",
    "a/x, , application/octet-stream, false",
    "a/x.mov, video/mp4, video/mp4, true"
  })
  void anObjectHasItsTypeAndOnlyAnMp4IsOne(
      String key, String type, String expected, boolean isMp4) {
    var media = object(key, Optional.ofNullable(type), Optional.empty());

    assertThat(media.type()).isEqualTo(expected);
    assertThat(media.mp4().isPresent()).isEqualTo(isMp4);
    assertThat(media.file()).contains(new MediaPath(BUCKET, key));
    assertThat(object(key, Optional.ofNullable(type), Optional.of(MP4)).mp4()).contains(MP4);
  }

  @Test
  void theImageIsTheChosenOneOrOneOfTheBeginning() {
    var five = List.of("0", "25", "50", "75", "100");

    assertThat(Posters.chosen(five, Optional.of("75"))).contains("75");
    assertThat(Posters.chosen(five, Optional.of("other"))).contains("25");
    assertThat(Posters.chosen(List.of("0", "1"), Optional.empty())).contains("0");
    assertThat(Posters.chosen(List.of(), Optional.of("0"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Morning run|.mp4|Morning run.mp4|Morning%20run.mp4",
        "run.MP4|.mp4|run.mp4|run.mp4",
        "L\u00e4ufe \u2705|.mp4|L_ufe _.mp4|L%C3%A4ufe%20%E2%9C%85.mp4",
        "a\"b\\c/d;e%f|.ts|a_b_c_d_e_f.ts|a_b_c_d_e_f.ts",
        "...|.mp4|recording.mp4|recording.mp4",
        "\u202egpj.exe\u200b|.mp4|gpj.exe.mp4|gpj.exe.mp4",
        "it's|.mp4|it's.mp4|it%27s.mp4",
        "x|''|x|x"
      })
  void aNameIsHarmlessInAHeader(String title, String extension, String ascii, String encoded) {
    assertThat(ContentDisposition.attachment(title, extension == null ? "" : extension))
        .isEqualTo("attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(ascii, encoded));
  }

  @Test
  void noLineBreakAndNoLengthBreaksAHeader() {
    var header =
        ContentDisposition.attachment("a\r\nSet-Cookie: x\u2028\u0000" + "y".repeat(999), ".mp4");

    assertThat(header).matches("[ -~]+").contains("aSet-Cookie_ xyyy").hasSizeLessThan(400);
  }
}
