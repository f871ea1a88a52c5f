package ivs.recordings.handler.readiness.files;

import static ivs.recordings.handler.runtime.Events.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

final class S3RecordingFilesTest implements RecordingFilesContract {
  @RegisterExtension static final LocalS3 S3 = new LocalS3();

  @Override
  public RecordingFiles files() {
    return S3.files();
  }

  @Override
  public void put(String key, String text) {
    S3.put(key, text);
  }

  @Override
  public void fill(String key, int count) {
    S3.fill(key, count);
  }

  @Test
  void aBucketThatDoesNotExistIsAFault() {
    assertThatThrownBy(() -> files().folders(new Bucket("nowhere"), "ivs/", Optional.empty()))
        .isInstanceOf(AwsServiceException.class)
        .extracting(fault -> ((AwsServiceException) fault).awsErrorDetails().errorCode())
        .isEqualTo("NoSuchBucket");
  }

  @Test
  void ofAnEndlessFileOnlyTheBeginningIsRead() {
    put(PREFIX + "/events/recording-ended.json", "x".repeat(300_000));

    assertThat(files().read(BUCKET, new S3Prefix(PREFIX), "recording-ended.json"))
        .hasValueSatisfying(
            file -> assertThat(file.text()).hasSize(S3RecordingFiles.LONGEST_MANIFEST));
  }
}
