package ivs.recordings.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ModelFixtures;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "../../etc/passwd",
        "ivs/v1/../secret",
        "ivs/./v1",
        "ivs//v1",
        "ivs/v1\r\nX: y",
        "ivs/v1/${jndi:ldap://x}",
        "ivs/v1/\u001b[31m",
        "ivs/v1/\u0000",
        "ivs v1"
      })
  void aPrefixThatIsNoPlainPathIsRefused(String value) {
    assertThatThrownBy(() -> new S3Prefix(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPrefixWithASlashBehindItNamesTheSameFiles() {
    assertThat(S3Prefix.trimmed("ivs/v1/1/")).isEqualTo(new S3Prefix("ivs/v1/1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ivs/v1/1", "/", "//", "ivs/v1/1//"})
  void aPrefixWithASlashBeforeItNamesOtherFilesAndIsRefused(String value) {
    assertThatThrownBy(() -> S3Prefix.trimmed(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a#b", "st-1\n", "st-\u202e1", "st 1", "..", ".a"})
  void anIdThatCouldBeMistakenForAKeyOfAnotherKindIsRefused(String value) {
    assertThatThrownBy(() -> new StreamId(value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SessionId(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameTooLongToBePartOfAKeyIsRefused() {
    assertThat(new StreamId("s".repeat(128)).value()).hasSize(128);
    assertThatThrownBy(() -> new StreamId("s".repeat(129))).hasMessageContaining("longer than");
    assertThatThrownBy(() -> new SessionId("s".repeat(129))).hasMessageContaining("longer than");
    assertThatThrownBy(() -> new Bucket("b".repeat(256))).hasMessageContaining("longer than");
    assertThatThrownBy(() -> new S3Prefix("p".repeat(513))).hasMessageContaining("longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uxa0OrtRP8Rs", "bucket/ivs/v1/1", "participant:b/x", "upload:0-9"})
  void anIdOfARecordingIsOpaque(String value) {
    assertThat(new RecordingId(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a#b", "a~b", "a b", "a\n", "\u4e16"})
  void anIdThatCannotBeWrittenInAUrlOrAKeyIsRefused(String value) {
    assertThatThrownBy(() -> new RecordingId(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a//b", "a/../b", "./a", "a\n"})
  void anObjectKeyThatIsNoPlainPathIsRefused(String value) {
    assertThatThrownBy(() -> new S3ObjectKey(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLocationIsAFolderOrOneObject() {
    var bucket = new Bucket("bucket");
    var prefix = Optional.of(new S3Prefix("a"));
    var object = Optional.of(new S3ObjectKey("a"));

    assertThatThrownBy(() -> new StorageLocation(Optional.of(bucket), prefix, object))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StorageLocation(Optional.empty(), prefix, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    var folder = new StorageLocation(bucket, prefix);
    var file = new StorageLocation(Optional.of(bucket), Optional.empty(), object);
    assertThat(folder.join(file)).isEqualTo(file.join(folder)).isEqualTo(file);
  }

  @Test
  void anArnIsNotJudgedByItsGrammar() {
    assertThat(new SourceArn("arn:aws:ivs:us-west-2:123456a7-ab1c-2d34-e5f6-1a2b3c4d5678").value())
        .startsWith("arn:aws:ivs");
    assertThatThrownBy(() -> new SourceArn("arn\u0007")).hasMessageContaining("control character");
  }

  @Test
  void aChannelNameIsMadeLegibleAndNeverRefused() {
    var envelope =
        new EventMetadata(
            "1", Instant.EPOCH, ModelFixtures.CHANNEL, "a\r\nb\u001b[31m" + "x".repeat(500));

    assertThat(envelope.channelName()).startsWith("a??b?[31mx").hasSize(128);
  }

  @Test
  void aRefusalNamesTheValueAndTheCharacter() {
    assertThatThrownBy(() -> new S3Prefix("ivs/v1/a b"))
        .hasMessageContaining("'ivs/v1/a b' holds ' ' (U+0020)");
    assertThatThrownBy(() -> new Bucket("my/bucket"))
        .hasMessageContaining("'my/bucket' holds '/' (U+002F)");
    assertThatThrownBy(() -> new SourceArn("arn:\u0007x"))
        .hasMessage("source ARN 'arn:?x' holds the control character U+0007");
  }
}
