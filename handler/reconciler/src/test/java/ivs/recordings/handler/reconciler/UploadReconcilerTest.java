package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.reconciler.Reconciling.with;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.IvsServer;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.LocalTables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Uploads whose event was lost, and those that never came.
final class UploadReconcilerTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final IvsServer IVS = new IvsServer();

  private static final String KEY = "recordings/lab/20261104-110000-clip.mp4";
  private static final String MP4 = "\0\0\0\u0020ftypisom";
  private static final String WEBM = "\u001A\u0045\u00DF\u00A3 a file of a browser";

  private final MemoryFiles s3 = new MemoryFiles();
  private final RecordingReconciler reconciler =
      reconciler(with("MEDIA_BUCKET", "media"), LOCAL.dynamo(), s3, IVS.streams(), NOW);

  @Test
  void anObjectWhoseEventWasLostCompletesItsRow() {
    begin(Duration.ofHours(1), Optional.empty());
    s3.put(KEY, MP4);

    assertThat(run(reconciler)).containsEntry("completed", 1L).containsEntry("available", 1L);

    assertThat(row())
        .containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED"))
        .containsKey("availableAt");
    assertThat(run(reconciler)).containsEntry("completed", 0L).containsEntry("available", 0L);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"PT23H, -, false", "PT25H, -, true", "PT25H, u-1, false", "PT169H, u-1, true"})
  void whatNeverCameFailsAfterADayOrInPartsAfterAWeek(
      Duration age, String uploadId, boolean isOver) {
    begin(age, Optional.ofNullable(uploadId));

    run(reconciler);

    assertThat(row())
        .containsEntry("recordingStatus", AttributeValue.fromS(isOver ? "FAILED" : "STARTED"));
    assertThat(Optional.ofNullable(row().get("recordingStatusReason")).map(AttributeValue::s))
        .isEqualTo(isOver ? Optional.of("UPLOAD_NOT_RECEIVED") : Optional.empty());
  }

  @Test
  void anUploadOfWhichNothingHasComeIsNoOpenRecording() {
    begin(Duration.ofHours(1), Optional.empty());

    assertThat(run(reconciler)).containsEntry("open", 0L);
  }

  /// The change of its row makes a domain event, which submits the job once more.
  @Test
  void aRemuxThatIsLateIsSaidToBeLateOnceAndIsGivenUpAfterTheWindow() {
    begin("recordings/lab/clip.webm", VideoFormat.WEBM, Duration.ofHours(1), Optional.empty());
    s3.put("recordings/lab/clip.webm", WEBM);
    at(NOW);
    var arrived = row();
    assertThat(arrived).containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED"));

    var end = Instant.parse(arrived.getOrDefault("endTime", AttributeValue.fromS("")).s());
    at(end.plus(Duration.ofMinutes(20)));
    assertThat(row()).isEqualTo(arrived);

    var said = end.plus(Duration.ofMinutes(20)).plusSeconds(1);
    at(said);
    var late = row();
    assertThat(late)
        .containsEntry("mediaError", AttributeValue.fromS("MEDIA_LATE"))
        .containsEntry("openShard", arrived.get("openShard"))
        .doesNotContainKey("availableAt");
    at(said.plus(Duration.ofDays(4)).minusSeconds(1));
    assertThat(row()).as("said once").isEqualTo(late);

    at(said.plus(Duration.ofDays(4)).plusSeconds(1));
    assertThat(row())
        .containsEntry("mediaError", AttributeValue.fromS("NOT_SEEKABLE"))
        .containsKey("availableAt");
  }

  private void at(Instant now) {
    var environment = new HashMap<>(with("MEDIA_BUCKET", "media"));
    environment.put("MEDIA_JOBS", "true");
    run(reconciler(environment, LOCAL.dynamo(), s3, IVS.streams(), now));
  }

  private static void begin(Duration ago, Optional<String> uploadId) {
    begin(KEY, VideoFormat.MP4, ago, uploadId);
  }

  private static void begin(
      String key, VideoFormat format, Duration ago, Optional<String> uploadId) {
    var upload =
        new Upload(
            new ProfileId("ada"),
            Optional.empty(),
            new Bucket("media"),
            new S3ObjectKey(key),
            new FileName("clip." + format.extension()),
            format,
            Optional.empty(),
            NOW.minus(ago));
    LOCAL.tables(Clock.systemUTC()).recordings().begin(upload, uploadId);
  }

  private static Map<String, AttributeValue> row() {
    return LOCAL.items("Recording").getFirst();
  }
}
