package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.Reconciling.live;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.reconciler.Reconciling.span;
import static ivs.recordings.handler.runtime.Events.STAGE;
import static ivs.recordings.handler.runtime.Events.composition;
import static ivs.recordings.handler.runtime.Events.files;
import static ivs.recordings.handler.runtime.Events.participant;
import static ivs.recordings.handler.runtime.Events.stageUpdate;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.IvsServer;
import ivs.recordings.store.LocalTables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What was lost of a stage is found where it is: in the manifests and in IVS's sessions.
final class StageReconcilerTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final IvsServer IVS = new IvsServer();

  private static final String SESSION = "st-ZyXwvu1T2s";
  private static final String FOLDER = "WyGkzNFGwiwr/" + SESSION + "/xYz1c2d3e4f/1234567890";
  private static final String COMPOSITE = "MNALAcH9j2EJ/s2AdaGUbvQgp/2pBRKrNgX1ff/composite";
  private static final String START =
      participant("Recording Start", "2026-11-02T09:05:11Z", SESSION, files(FOLDER));

  private final MemoryFiles s3 = new MemoryFiles();
  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());
  private final RecordingReconciler reconciler = reconciler(LOCAL.dynamo(), s3, IVS.streams());

  @BeforeEach
  void theStageIsLinked() {
    HandlerFixture.link(LOCAL.dynamo(), STAGE, "ada");
  }

  @ParameterizedTest
  @CsvSource({
    "RECORDING_ENDED,ended,COMPLETED,70000",
    "RECORDING_ENDED_WITH_FAILURE,failed,FAILED,70000",
    "RECORDING_START_FAILED,failed,FAILED,"
  })
  void anOpenParticipantEndsAsItsManifestSays(
      String status, String file, String expected, String duration) {
    desk.hand(START);
    s3.put(FOLDER + "/events/recording-%s.json".formatted(file), ofParticipant(status));

    assertThat(run(reconciler)).containsEntry("completed", 1L);

    assertThat(only("Recording"))
        .containsEntry("recordingStatus", s(expected))
        .containsEntry("endTime", s("2026-11-02T09:06:23Z"));
    assertThat(only("Recording").get("recordingDurationMs"))
        .isEqualTo(duration == null ? null : AttributeValue.fromN(duration));
    assertThat(run(reconciler)).containsEntry("completed", 0L).containsEntry("corrected", 0L);
  }

  @Test
  void aParticipantOfWhichNoEventCameIsFoundInTheFolderOfItsSession() {
    s3.put(FOLDER + "/events/recording-ended.json", ofParticipant("RECORDING_ENDED"));
    IVS.sessions(STAGE, span(SESSION, "2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"));

    assertThat(run(reconciler)).containsEntry("created", 1L).containsEntry("rebuiltSessions", 1L);

    assertThat(only("Recording"))
        .containsEntry("recordingId", s("participant:example-recordings/" + FOLDER))
        .containsEntry("source", s("IVS_PARTICIPANT"))
        .containsEntry("streamSessionId", s(SESSION))
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("startTime", s("2026-11-02T09:05:12Z"));
    assertThat(only("StreamSession"))
        .containsEntry("status", s("ENDED"))
        .containsEntry("startTime", s("2026-11-02T09:00:00Z"))
        .containsEntry("endTime", s("2026-11-02T10:00:00Z"));
    assertThat(run(reconciler)).containsEntry("created", 0L).containsEntry("rebuiltSessions", 0L);
  }

  @Test
  void aFolderThatIvsDidNotNameKeepsNoOtherFromBeingFound() {
    var odd = FOLDER.replace("xYz1c2d3e4f", "a(b)");
    s3.put(odd + "/events/recording-failed.json", ofParticipant("RECORDING_START_FAILED"));
    s3.put(FOLDER + "/events/recording-ended.json", ofParticipant("RECORDING_ENDED"));
    IVS.sessions(STAGE, span(SESSION, "2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"));

    assertThat(run(reconciler)).containsEntry("created", 2L).containsEntry("faults", Map.of());
  }

  /// Their manifests tell no start, and the event of such a start no files.
  @Test
  void aParticipantThatFailedToStartGetsOneRowWhetherItsEventCameOrNot() {
    s3.put(
        FOLDER + "/events/recording-failed.json",
        ofParticipant("RECORDING_START_FAILED")
            .replaceFirst("\"recording_started_at\":[^,]*,", ""));
    IVS.sessions(STAGE, span(SESSION, "2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"));

    assertThat(run(reconciler)).containsEntry("created", 1L);
    assertThat(run(reconciler)).containsEntry("created", 0L);
    assertThat(only("Recording")).containsEntry("recordingStatus", s("FAILED"));

    LOCAL.empty();
    theStageIsLinked();
    desk.hand(participant("Recording Start Failure", "2026-11-02T09:01:00Z", SESSION, ""));
    assertThat(run(reconciler)).containsEntry("created", 0L);
    assertThat(LOCAL.items("Recording")).hasSize(1);
  }

  @Test
  void aCompositionWhoseStartWasLostLearnsItFromItsManifest() {
    desk.hand(
        composition("Destination End", "2026-11-02T09:06:23Z", files(COMPOSITE)),
        composition("Session End", "2026-11-02T09:06:24Z", files(COMPOSITE)));
    s3.put(COMPOSITE + "/events/recording-ended.json", ofComposition("RECORDING_ENDED"));

    assertThat(run(reconciler)).containsEntry("completed", 1L).containsEntry("filledIn", 1L);

    assertThat(only("Recording")).containsEntry("startTime", s("2026-11-02T09:05:12Z"));
    assertThat(run(reconciler)).containsEntry("completed", 0L);
  }

  @Test
  void aCompositionOfWhichOnlyALateSignCameLearnsItsStartWithItsEnd() {
    desk.hand(composition("Destination End", "2026-11-02T09:06:23Z", files(COMPOSITE)));
    s3.put(COMPOSITE + "/events/recording-ended.json", ofComposition("RECORDING_ENDED"));

    run(reconciler);

    assertThat(only("Recording"))
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("startTime", s("2026-11-02T09:05:12Z"));
  }

  @Test
  void theFolderOfAKnownParticipantMakesNoSecondRow() {
    desk.hand(
        START,
        participant("Recording Start Failure", "2026-11-02T09:01:00Z", SESSION, ""),
        participant("Recording End", "2026-11-02T09:06:24Z", SESSION, files(FOLDER)));
    s3.put(FOLDER + "/events/recording-ended.json", ofParticipant("RECORDING_ENDED"));
    IVS.sessions(STAGE, span(SESSION, "2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"));

    assertThat(run(reconciler)).containsEntry("created", 0L).containsEntry("corrected", 1L);

    assertThat(LOCAL.items("Recording")).hasSize(2);
  }

  @Test
  void aSessionEndsWhenIvsSaysSo() {
    desk.hand(stageUpdate("Participant Published", "2026-11-02T09:05:00Z", SESSION));
    IVS.sessions(STAGE, live(SESSION, "2026-11-02T09:00:00Z"));
    assertThat(run(reconciler)).containsEntry("filledIn", 0L);

    IVS.sessions(STAGE, span(SESSION, "2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"));
    assertThat(run(reconciler)).containsEntry("filledIn", 1L).containsEntry("rebuiltSessions", 0L);

    assertThat(only("StreamSession"))
        .containsEntry("startTime", s("2026-11-02T09:05:00Z"))
        .containsEntry("endTime", s("2026-11-02T10:00:00Z"));
  }

  @Test
  void aSessionThatIvsHasForgottenEndsWithTheLastOfItsRecordings() {
    desk.hand(START);
    assertThat(run(reconciler)).containsEntry("filledIn", 0L);

    desk.hand(participant("Recording End", "2026-11-02T09:06:24Z", SESSION, files(FOLDER)));
    assertThat(
            run(
                reconciler(
                    Reconciling.ENVIRONMENT,
                    LOCAL.dynamo(),
                    s3,
                    IVS.streams(),
                    Instant.parse("2026-11-03T09:06:23Z"))))
        .containsEntry("filledIn", 0L);
    assertThat(run(reconciler)).containsEntry("filledIn", 1L);

    assertThat(only("StreamSession"))
        .containsEntry("status", s("ENDED"))
        .containsEntry("endTime", s("2026-11-02T09:06:24Z"));
    assertThat(run(reconciler)).containsEntry("filledIn", 0L);
  }

  @ParameterizedTest
  @CsvSource({"RECORDING_ENDED,ended,COMPLETED", "RECORDING_ENDED_WITH_FAILURE,failed,FAILED"})
  void aCompositionLearnsFromItsManifestHowLongItIsAndWhetherItFailed(
      String status, String file, String expected) {
    desk.hand(
        composition("Session Start", "2026-11-02T09:05:11Z", files(COMPOSITE)),
        composition("Session End", "2026-11-02T09:06:24Z", files(COMPOSITE)));
    s3.put(COMPOSITE + "/events/recording-%s.json".formatted(file), ofComposition(status));

    assertThat(run(reconciler))
        .containsEntry(expected.equals("COMPLETED") ? "filledIn" : "corrected", 1L);

    assertThat(only("Recording"))
        .containsEntry("recordingStatus", s(expected))
        .containsEntry("recordingDurationMs", AttributeValue.fromN("70000"));
    assertThat(run(reconciler))
        .containsEntry("corrected", 0L)
        .containsEntry("completed", 0L)
        .containsEntry("filledIn", 0L);
  }

  @Test
  void aFailedDestinationStaysFailedWhateverTheManifestSays() {
    desk.hand(
        composition("Session Start", "2026-11-02T09:05:11Z", files(COMPOSITE)),
        composition("Destination Failure", "2026-11-02T09:06:00Z", files(COMPOSITE)));
    s3.put(COMPOSITE + "/events/recording-ended.json", ofComposition("RECORDING_ENDED"));

    assertThat(run(reconciler)).containsEntry("corrected", 1L);

    assertThat(only("Recording"))
        .containsEntry("recordingStatus", s("FAILED"))
        .containsEntry("endTime", s("2026-11-02T09:06:00Z"))
        .containsEntry("recordingDurationMs", AttributeValue.fromN("70000"));
    assertThat(run(reconciler)).containsEntry("corrected", 0L);
  }

  private static String ofParticipant(String status) {
    return manifest(
        status, "\"session_id\":\"%s\",\"participant_id\":\"xYz1c2d3e4f\",".formatted(SESSION));
  }

  private static String ofComposition(String status) {
    return manifest(status, "");
  }

  private static String manifest(String status, String more) {
    return """
    {"version":"v1","stage_arn":"%s",%s"recording_started_at":"2026-11-02T09:05:12Z",
     "recording_ended_at":"2026-11-02T09:06:23Z","recording_status":"%s",
     "media":{"hls":{"duration_ms":70000,"path":"media/hls","playlist":"multivariant.m3u8"}}}
    """
        .formatted(STAGE, more, status);
  }

  private static Map<String, AttributeValue> only(String table) {
    List<Map<String, AttributeValue>> items = LOCAL.items(table);
    assertThat(items).hasSize(1);
    return items.getFirst();
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }
}
