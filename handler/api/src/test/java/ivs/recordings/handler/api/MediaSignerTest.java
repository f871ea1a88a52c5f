package ivs.recordings.handler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.api.playback.MediaSigner;
import ivs.recordings.handler.api.playback.SigningKey;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.PlayableMedia.Folder;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signed URLs, byte for byte.
final class MediaSignerTest {
  private static final Instant END = Instant.parse("2026-11-20T14:00:00Z");
  private static final Clock CLOCK = Clock.fixed(END, ZoneOffset.UTC);
  private static final Folder FOLDER =
      new Folder(
          new Bucket("b"), new S3Prefix("ivs/v1/1/c=1"), "media/hls/master.m3u8", Optional.empty());
  private static final String RESOURCE = "https://media.example.com/media/b/ivs/v1/1/c%3D1/*";
  private static final String POLICY =
      "{\"Statement\":[{\"Resource\":\"%s\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1795183200}}}]}";

  private static MediaSigner signer(String secret) {
    return new MediaSigner("https://media.example.com", new SigningKey(() -> secret, CLOCK));
  }

  @Test
  void aPolicyIsThatOfBotocore() throws Exception {
    var query = signer(CdnKey.SECRET).query(FOLDER, END);
    var object =
        signer(CdnKey.SECRET).url(new MediaPath(new Bucket("b"), "a b"), Optional.empty(), END);

    assertThat(CdnKey.policy("?" + query))
        .isEqualTo(POLICY.formatted(RESOURCE))
        .isEqualTo(botocore(RESOURCE).orElse(POLICY.formatted(RESOURCE)));
    assertThat(CdnKey.policy(object))
        .isEqualTo(POLICY.formatted("https://media.example.com/media/b/a%20b"));
  }

  private static Optional<String> botocore(String resource)
      throws IOException, InterruptedException {
    var program =
        """
        import datetime, sys
        from botocore.signers import CloudFrontSigner
        end = datetime.datetime.fromtimestamp(int(sys.argv[2]), datetime.timezone.utc)
        print(CloudFrontSigner("K2EXAMPLE", None).build_policy(sys.argv[1], end), end="")
        """;
    try {
      var process =
          new ProcessBuilder(
                  "python3", "-c", program, resource, String.valueOf(END.getEpochSecond()))
              .start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return Optional.of(text);
      }
    } catch (IOException noPython) {
      // Said below.
    }
    System.out.println("MediaSignerTest: no python3 with botocore; a fixed policy is compared");
    return Optional.empty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "secret-word",
        "{\"keyPairId\": \"K\", \"privateKey\": \"secret-word\"}",
        "{\"keyPairId\": \"K\", \"privateKey\": \"\"}"
      })
  void aSecretThatIsNoKeyIsNotTold(String secret) {
    var signer = signer(secret);

    assertThatThrownBy(() -> signer.query(FOLDER, END))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CDN_KEY_SECRET")
        .hasMessageNotContaining("secret-word");
  }
}
