package ivs.recordings.model.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.Bucket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaPathTest {
  @ParameterizedTest
  @CsvSource({
    "/media/b-1/ivs/v1/1/c/2026/1/2/3/4/x/media/hls/master.m3u8,ivs/v1/1/c/2026/1/2/3/4/x/media/hls/master.m3u8",
    "/media/b-1/a%20b%2B%C3%A9.mp4,a b+é.mp4",
    "/media/b-1/a+b..c/...d,a+b..c/...d",
    "/media/b-1/a%252e,a%2e"
  })
  void aRawPathNamesABucketAndAKey(String raw, String key) {
    assertThat(MediaPath.of(raw)).contains(new MediaPath(new Bucket("b-1"), key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/media",
        "/media/",
        "/media/b",
        "/media/b/",
        "/media//k",
        "//media/b/k",
        "/MEDIA/b/k",
        "/other/b/k",
        "media/b/k",
        "/media/b/./k",
        "/media/b/../k",
        "/media/../k/x",
        "/media/b/k/..",
        "/media/b/k/.",
        "/media/b/a//k",
        "/media/b/k/",
        "/media/b/a\\k",
        "/media/b/%2e%2e/k",
        "/media/b/%2E./k",
        "/media/b/a%2fk",
        "/media/b/a%2Fk",
        "/media/b/a%5ck",
        "/media/b/a%5Ck",
        "/media%2fb/k",
        "/media/b%2fk/x",
        "/media/b/k?x=1",
        "/media/b/k#x",
        "/media/b/a b",
        "/media/b/%",
        "/media/b/%4",
        "/media/b/%zz",
        "/media/b/%00",
        "/media/b/%0d%0a",
        "/media/b/%ff",
        "/media/b/%c0%ae",
        "/media/b/é",
        "/media/.b/k"
      })
  void whatMayBeReadInTwoWaysIsRefused(String raw) {
    assertThat(MediaPath.of(raw)).isEmpty();
  }

  @Test
  void aPathComesBackFromItsEncodedForm() {
    var all = new StringBuilder();
    for (char is = ' '; is < 0x17f; is++) {
      if (is != '\\' && is != '/' && (is < 0x7f || is > 0x9f)) {
        all.append(is);
      }
    }
    var path = new MediaPath(new Bucket("b"), "folder/" + all);

    assertThat(MediaPath.of(path.encoded())).contains(path);
    assertThat(path.encoded()).matches("[A-Za-z0-9._~/%-]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "a/../b", "./a", "a\\b", "a\nb"})
  void aKeyThatMayBeReadInTwoWaysIsRefused(String key) {
    var bucket = new Bucket("b");

    assertThatThrownBy(() -> new MediaPath(bucket, key))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaPath(bucket, "é".repeat(513)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
