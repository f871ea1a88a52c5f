package ivs.recordings.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3UrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://my-bucket.s3.amazonaws.com/a/b.mp4, a/b.mp4",
    "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b.mp4, a/b.mp4",
    "https://my-bucket.s3-us-west-2.amazonaws.com/a/b.mp4, a/b.mp4",
    "https://my-bucket.s3.dualstack.ap-south-1.amazonaws.com/a/b.mp4, a/b.mp4",
    "https://my-bucket.s3.cn-north-1.amazonaws.com.cn/a/b.mp4, a/b.mp4",
    "https://s3.amazonaws.com/my-bucket/a/b.mp4, a/b.mp4",
    "https://s3.eu-west-1.amazonaws.com/my-bucket/a/b.mp4, a/b.mp4",
    "HTTPS://My-Bucket.S3.amazonaws.com/A/b.mp4, A/b.mp4",
    "https://my-bucket.s3.amazonaws.com/a%2Fb%20c.mp4, a/b c.mp4",
    "https://my-bucket.s3.amazonaws.com/a/%C3%A9+.mp4, a/é+.mp4",
    "https://my-bucket.s3.amazonaws.com/a/é c.mp4, a/é c.mp4",
    "https://my-bucket.s3.amazonaws.com/a/b/, a/b",
    "s3://my-bucket/a/b.mp4, a/b.mp4"
  })
  void everyFormOfAnAddressNamesTheObject(String text, String key) {
    assertThat(S3Url.of(text)).isEqualTo(new S3Url(new Bucket("my-bucket"), new S3ObjectKey(key)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a/b.mp4",
        "https://my-bucket.s3.amazonaws.com.example.com/a",
        "https://s3.example.com/my-bucket/a",
        "https://my-bucket.s3.amazonaws.com:443/a",
        "https://user@my-bucket.s3.amazonaws.com/a",
        "https://my-bucket.s3.amazonaws.com@example.com/a",
        "https://my-bucket.s3.amazonaws.com/a?versionId=1",
        "https://my-bucket.s3.amazonaws.com/a#b",
        "https://my-bucket.s3.amazonaws.com/",
        "https://s3.amazonaws.com/a",
        "https://my-bucket.s3.amazonaws.com/a/../b",
        "https://my-bucket.s3.amazonaws.com/a/%2e%2E/b",
        "https://my-bucket.s3.amazonaws.com/a%2F..%2Fb",
        "https://my-bucket.s3.amazonaws.com/a/%252e%252e/b",
        "https://my-bucket.s3.amazonaws.com/a/%5c../b",
        "https://my-bucket.s3.amazonaws.com/a//b",
        "https://my-bucket.s3.amazonaws.com/a%00b",
        "https://my-bucket.s3.amazonaws.com/a%0d%0aSet-Cookie:x",
        "https://my-bucket.s3.amazonaws.com/a%E2%80%AEb",
        "https://my-bucket.s3.amazonaws.com/a%2",
        "https://my-bucket.s3.amazonaws.com/a%zz",
        "https://my-bucket.s3.amazonaws.com/%ff",
        "https://../a/b",
        "ftp://my-bucket.s3.amazonaws.com/a",
        "s3://my-bucket/a/../b",
        "s3://my-bucket/a%2e%2e/b",
        "s3://my-bucket",
        "my-bucket/a",
        "://",
        ""
      })
  void whatMayBeReadInAnotherWayIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> S3Url.of(text));
  }

  @Test
  void aNeighbourDoesNotLieInAFolder() {
    var folder = new StorageLocation(new Bucket("my-bucket"), Optional.of(new S3Prefix("ivs/abc")));

    assertThat(S3Url.of("s3://my-bucket/ivs/abc").liesIn(folder)).isTrue();
    assertThat(S3Url.of("s3://my-bucket/ivs/abc/media/hls/master.m3u8").liesIn(folder)).isTrue();
    assertThat(S3Url.of("s3://my-bucket/ivs/abcd").liesIn(folder)).isFalse();
    assertThat(S3Url.of("s3://my-bucket/ivs").liesIn(folder)).isFalse();
    assertThat(S3Url.of("s3://other-bucket/ivs/abc").liesIn(folder)).isFalse();
    assertThat(S3Url.of("s3://my-bucket/ivs/abc").liesIn(StorageLocation.UNKNOWN)).isFalse();
  }
}
