package ivs.recordings.model.upload;

import static ivs.recordings.model.upload.VideoFormat.MOV;
import static ivs.recordings.model.upload.VideoFormat.MP4;
import static ivs.recordings.model.upload.VideoFormat.WEBM;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadRulesTest {
  private static final long GIB = 1024L * 1024 * 1024;

  @ParameterizedTest
  @MethodSource
  void theFirstBytesTellTheFormat(String bytes, Optional<VideoFormat> format) {
    assertThat(VideoFormat.ofFirstBytes(bytes.getBytes(ISO_8859_1))).isEqualTo(format);
  }

  static Stream<Arguments> theFirstBytesTellTheFormat() {
    return Stream.of(
        Arguments.of("\0\0\0\u0020ftypisom....", Optional.of(MP4)),
        Arguments.of("\0\0\0\u0018ftypmp42....", Optional.of(MP4)),
        Arguments.of("\0\0\0\u0014ftypqt  ....", Optional.of(MOV)),
        Arguments.of("\0\0\u0010\0moov........", Optional.of(MOV)),
        Arguments.of("\0\0\0\u0008wide\0\0\u0010\0mdat", Optional.of(MOV)),
        Arguments.of("\u001aE\u00df\u00a3\u0001webm....", Optional.of(WEBM)),
        Arguments.of("\u001aE\u00df\u00a4\u0001webm....", Optional.empty()),
        Arguments.of("#EXTM3U\n#EXT-X", Optional.empty()),
        Arguments.of("<!DOCTYPE html>", Optional.empty()),
        Arguments.of("\0\0\0\u0020ftyp", Optional.empty()),
        Arguments.of("", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "MP4, -, 10, video/mp4, MP4, -",
        "MP4, 10, 10, video/mp4, MP4, -",
        "WEBM, -, 10, 'video/webm;codecs=vp8,opus', WEBM, -",
        "MP4, -, 5368709120, video/mp4, MP4, -",
        "MP4, -, 5368709121, video/mp4, MP4, UPLOAD_TOO_LARGE",
        "MP4, 5368709121, 5368709121, video/mp4, MP4, -",
        "MP4, -, 0, video/mp4, -, UPLOAD_EMPTY",
        "MP4, 11, 10, video/mp4, MP4, UPLOAD_SIZE_MISMATCH",
        "MP4, -, 10, video/mp4, WEBM, UPLOAD_TYPE_MISMATCH",
        "MP4, -, 10, video/mp4, MOV, UPLOAD_TYPE_MISMATCH",
        "MP4, -, 10, video/mp4, -, UPLOAD_TYPE_MISMATCH",
        "MP4, -, 10, text/html, MP4, UPLOAD_TYPE_MISMATCH",
        "MP4, -, 10, '', MP4, UPLOAD_TYPE_MISMATCH"
      })
  void anUploadIsWhatWasDeclaredOrHasAFault(
      VideoFormat declared,
      Long size,
      long stored,
      String type,
      VideoFormat bytes,
      UploadFault fault) {
    var object = new StoredObject(stored, type, "e", Instant.EPOCH, Optional.ofNullable(bytes));

    assertThat(UploadRules.fault(declared, Optional.ofNullable(size), object))
        .isEqualTo(Optional.ofNullable(fault));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 8388607, 8388608, 8388609, 100 * GIB, 500 * 1024L * 1024 * 1000})
  void thePartsOfAFileAreItsWhole(long size) {
    var plan = PartPlan.of(size);

    assertThat(plan.numbers().mapToLong(plan::sizeOf).sum()).isEqualTo(size);
    assertThat(plan.count()).isBetween(1, 10_000);
    assertThat(plan.partSize()).isBetween(8L << 20, 50L << 20);
    assertThat(plan.numbers().mapToLong(plan::sizeOf).min().orElseThrow()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 524288000001L})
  void aFileThatCannotBeCutIsRefused(long size) {
    assertThatThrownBy(() -> PartPlan.of(size)).isInstanceOf(IllegalArgumentException.class);
  }
}
