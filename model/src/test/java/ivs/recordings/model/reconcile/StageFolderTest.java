package ivs.recordings.model.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ModelFixtures;
import ivs.recordings.model.recording.ParticipantId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where the recordings of a stage lie.
final class StageFolderTest {
  private static final SourceArn STAGE =
      new SourceArn("arn:aws:ivs:eu-west-1:111122223333:stage/oWXSOfbOLMte");

  @Test
  void onlyAStageHasAFolder() {
    assertThat(StageFolder.of(STAGE)).contains(new StageFolder("oWXSOfbOLMte"));
    assertThat(StageFolder.of(ModelFixtures.CHANNEL)).isEmpty();
  }

  @Test
  void aSessionIsOneFolderDeep() {
    var folder = new StageFolder("oWXSOfbOLMte");

    assertThat(folder.path(new StreamId("st-1CVugbu2cf2n8")))
        .isEqualTo("oWXSOfbOLMte/st-1CVugbu2cf2n8/");
  }

  @Test
  void aFolderWithEventsOrMediaIsARecording() {
    assertThat(StageFolder.isRecording(List.of("events", "media"))).isTrue();
    assertThat(StageFolder.isRecording(List.of("media"))).isTrue();
    assertThat(StageFolder.isRecording(List.of("2024-01-01T12-00-55Z", "1234567890"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "oWXSOfbOLMte/st-1/xYz1c2d3e4f/1234567890,xYz1c2d3e4f",
    "oWXSOfbOLMte/st-1/a(b)/1234567890,",
    "oWXSOfbOLMte/st-1/.hidden/1234567890,",
    "oWXSOfbOLMte/st-1,",
    "another/st-1/xYz1c2d3e4f/1234567890,"
  })
  void aParticipantIsNamedByItsFolderWhereIvsNamedIt(String prefix, String participant) {
    var folder = new StageFolder("oWXSOfbOLMte");

    assertThat(folder.participant(new S3Prefix(prefix)).map(ParticipantId::value).orElse(null))
        .isEqualTo(participant);
  }

  @Test
  void aPlaceWithAnEndlessNameIsNoCompositions() {
    assertThat(StageFolder.compositionAt("x/" + "c".repeat(129) + "/d/composite")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "MNALAcH9j2EJ/s2AdaGUbvQgp/2pBRKrNgX1ff/composite,composition:s2AdaGUbvQgp",
    "bucket/MNALAcH9j2EJ/s2AdaGUbvQgp/2pBRKrNgX1ff/composite,composition:s2AdaGUbvQgp",
    "MNALAcH9j2EJ/s2AdaGUbvQgp/2pBRKrNgX1ff,",
    "oWXSOfbOLMte/st-1CVugbu2cf2n8/xYz1c2d3e4f/2024-01-01T12-00-55Z,"
  })
  void aCompositionIsNamedByItsPlace(String place, String recordingId) {
    assertThat(StageFolder.compositionAt(place).map(RecordingId::value).orElse(null))
        .isEqualTo(recordingId);
  }
}
