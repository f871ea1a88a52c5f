package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.STAGE;
import static ivs.recordings.handler.runtime.Events.composition;
import static ivs.recordings.handler.runtime.Events.files;
import static ivs.recordings.handler.runtime.Events.participant;
import static ivs.recordings.handler.runtime.Events.stageUpdate;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Participants and compositions of a stage, on the real tables and with the real client of IVS.
final class StageRecordingsTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final RealTimeServer IVS = new RealTimeServer();

  private static final String SESSION = "st-ZyXwvu1T2s";
  private static final String FOLDER =
      "WyGkzNFGwiwr/st-ZyXwvu1T2s/xYz1c2d3e4f/2026-11-02T09-00-55Z";
  private static final String START =
      participant("Recording Start", "2026-11-02T09:01:00Z", SESSION, files(FOLDER));
  private static final String END =
      participant(
          "Recording End",
          "2026-11-02T09:11:00Z",
          SESSION,
          files(FOLDER) + ",\"recording_duration_ms\":547327");
  private static final String SESSION_START =
      composition("Session Start", "2026-11-02T09:00:00Z", "");
  private static final String SESSION_END = composition("Session End", "2026-11-02T10:00:00Z", "");

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final HandlerFixture desk = new HandlerFixture(counting.client(), IVS.compositions());

  @Test
  void aParticipantsFirstEventMakesItsSessionForOneWriteMore() {
    link();

    assertThat(desk.hand(START)).isEmpty();
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem", "UpdateItem");
    assertThat(desk.hand(END)).isEmpty();
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem");
    assertThat(desk.hand(END)).isEmpty();
    assertThat(counting.calls()).containsExactly("BatchGetItem");

    assertThat(row())
        .containsEntry("recordingId", "participant:example-recordings/" + FOLDER)
        .containsEntry("source", "IVS_PARTICIPANT")
        .containsEntry("sourceArn", STAGE)
        .containsEntry("streamSessionId", SESSION)
        .containsEntry("recordingStatus", "COMPLETED")
        .containsEntry("recordingDurationMs", "547327")
        .containsEntry("s3KeyPrefix", FOLDER)
        .doesNotContainKeys("recordingSessionId", "mediaError");
    assertThat(session()).containsEntry("status", "LIVE").doesNotContainKey("endTime");
    assertThat(IVS.calls()).isEmpty();
  }

  @Test
  void aSessionStartsWithTheEarliestEventOfAnyParticipant() {
    link();

    desk.hand(START);
    desk.hand(stageUpdate("Participant Published", "2026-11-02T08:59:00Z", SESSION));
    desk.hand(stageUpdate("Token Traded In", "2026-11-02T08:58:00Z", SESSION));

    assertThat(session()).containsEntry("startTime", "2026-11-02T08:58:00Z");
  }

  @Test
  void aParticipantThatWasNotRecordedIsKnownByItsSession() {
    link();

    desk.hand(
        participant(
            "Recording Start Failure",
            "2026-11-02T09:00:00Z",
            SESSION,
            ",\"reason\":\"NoBucket\""));

    assertThat(row())
        .containsEntry("recordingId", "participant:" + SESSION + "/xYz1c2d3e4f")
        .containsEntry("recordingStatus", "FAILED")
        .containsEntry("recordingStatusReason", "NoBucket")
        .doesNotContainKeys("s3KeyPrefix", "s3BucketName");
  }

  @Test
  void aSessionThatCannotBeWrittenKeepsTheMessage() {
    link();
    var throttled =
        CountingClient.failing(
            LOCAL.dynamo(), call -> CountingClient.isUpdateOf("StreamSession", call));
    var unlucky = new HandlerFixture(throttled, IVS.compositions());

    assertThat(unlucky.hand(START)).containsExactly(START);
    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(desk.handAgain(START)).isEmpty();
    assertThat(row()).containsEntry("recordingStatus", "STARTED");

    // Of a session that is known, the earlier start must not be lost either.
    var earlier =
        participant("Recording Start Failure", "2026-11-02T09:00:00Z", SESSION, files(FOLDER));
    assertThat(unlucky.hand(earlier)).containsExactly(earlier);
    assertThat(row()).containsEntry("recordingStatus", "STARTED");
  }

  @Test
  void whatWaitsForAProfileIsEnteredOnceThereIsOne() {
    desk.hand(START, SESSION_START);
    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(LOCAL.items("StreamSession")).isEmpty();
    assertThat(LOCAL.items("ParkedEvent")).hasSize(2);
    assertThat(IVS.calls()).isEmpty();
    link();
    IVS.records("ACTIVE");

    assertThat(desk.handAgain(START, SESSION_START)).isEmpty();

    assertThat(LOCAL.items("Recording")).hasSize(2);
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aCompositionIsAskedForUntilItsPrefixIsKnown() {
    link();
    IVS.records("ACTIVE");

    desk.hand(SESSION_START, composition("Destination Start", "2026-11-02T09:00:01Z", ""));
    assertThat(IVS.calls()).contains("/GetComposition").hasSizeLessThanOrEqualTo(2);
    desk.hand(SESSION_END);
    assertThat(IVS.calls()).isEmpty();

    assertThat(row())
        .containsEntry("recordingId", "composition:s2AdaGUbvQgp")
        .containsEntry("source", "IVS_COMPOSITION")
        .containsEntry("sourceArn", STAGE)
        .containsEntry("recordingStatus", "COMPLETED")
        .containsEntry("startTime", "2026-11-02T09:00:00Z")
        .containsEntry("endTime", "2026-11-02T10:00:00Z")
        .containsEntry("s3BucketName", "example-recordings")
        .containsEntry("s3KeyPrefix", RealTimeServer.PREFIX)
        .doesNotContainKeys("streamSessionId", "streamIds", "mediaError");
    assertThat(LOCAL.items("StreamSession")).isEmpty();
  }

  @Test
  void aCompositionIsNeverGivenToAnotherStageThanIvsNames() {
    link();
    var other = STAGE.replace("WyGkzNFGwiwr", "another");
    HandlerFixture.link(LOCAL.dynamo(), other, "eve");
    IVS.records("ACTIVE");
    var forged = SESSION_START.replace(STAGE, other);

    assertThat(desk.hand(forged)).isEmpty();
    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(LOCAL.items("ParkedEvent"))
        .singleElement()
        .satisfies(parked ->
            assertThat(parked).containsEntry("reason", AttributeValue.fromS("CONTRADICTORY")));

    desk.hand(forged, SESSION_START, SESSION_END);
    assertThat(row()).containsEntry("profileId", "ada").containsEntry("sourceArn", STAGE);
  }

  @Test
  void whereIvsDoesNotAnswerTheMessageIsDeliveredAgain() {
    link();
    IVS.refuse(403);

    assertThat(desk.hand(SESSION_START)).containsExactly(SESSION_START);

    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aCompositionThatIsOnlyBroadcastHasNoRow() {
    link();
    IVS.broadcasts();

    assertThat(desk.hand(SESSION_START, SESSION_END)).isEmpty();

    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aCompositionThatIvsHasForgottenIsNamedAsOneWithoutALocation() {
    link();

    desk.hand(SESSION_END);
    assertThat(row())
        .containsEntry("recordingStatus", "COMPLETED")
        .containsEntry("mediaError", "LOCATION_UNKNOWN")
        .doesNotContainKeys("s3KeyPrefix", "s3BucketName");

    IVS.records("STOPPED");
    desk.hand(SESSION_START);
    assertThat(row())
        .containsEntry("s3KeyPrefix", RealTimeServer.PREFIX)
        .doesNotContainKey("mediaError");
  }

  @Test
  void onlyTheDestinationThatWritesTheFilesFailsTheRecording() {
    link();
    IVS.records("ACTIVE", RealTimeServer.BROADCAST);
    var time = "2026-11-02T09:30:00Z";

    desk.hand(SESSION_START, SESSION_END);
    desk.hand(composition("Destination Failure", time, ",\"destination_id\":\"c7\""));
    desk.hand(composition("Destination Failure", time, ",\"id\":7"));
    assertThat(row()).containsEntry("recordingStatus", "COMPLETED");

    desk.hand(
        composition(
            "Destination Failure",
            time,
            ",\"destination_id\":\"2pBRKrNgX1ff\",\"reason\":\"AccessDenied\""));
    desk.hand(SESSION_END);
    assertThat(row())
        .containsEntry("recordingStatus", "FAILED")
        .containsEntry("recordingStatusReason", "AccessDenied")
        .containsEntry("endTime", time);
  }

  @Test
  void aDestinationThatTheEventDoesNotNameFailedIfIvsSaysSo() {
    link();
    IVS.records("FAILED", RealTimeServer.BROADCAST);

    desk.hand(SESSION_START);
    desk.hand(composition("Destination Failure", "2026-11-02T09:30:00Z", ""));

    assertThat(row()).containsEntry("recordingStatus", "FAILED");
  }

  /// A rule whose target stood still for a day, a redrive or a replay.
  @Test
  void anEventOfABroadcastThatComesAfterIvsForgotTheCompositionChangesNothing() {
    link();
    IVS.records("ACTIVE", RealTimeServer.BROADCAST);
    var time = "2026-11-02T09:30:00Z";
    var named = composition("Destination Failure", time, ",\"destination_id\":\"c7\"");
    var unnamed = composition("Destination Failure", time, "");

    desk.hand(SESSION_START, named, unnamed, SESSION_END);
    IVS.forgets();
    desk.hand(named, unnamed);
    assertThat(row()).containsEntry("recordingStatus", "COMPLETED");

    desk.hand(composition("Destination Failure", time, ",\"destination_id\":\"2pBRKrNgX1ff\""));
    assertThat(row()).containsEntry("recordingStatus", "FAILED");
  }

  @Test
  void whatWasParkedOfACompositionThatIsOnlyBroadcastWaitsNoMore() {
    desk.hand(SESSION_START);
    assertThat(LOCAL.items("ParkedEvent")).hasSize(1);
    link();
    IVS.broadcasts();

    desk.handAgain(SESSION_START);

    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
    assertThat(LOCAL.items("Recording")).isEmpty();
  }

  private static void link() {
    HandlerFixture.link(LOCAL.dynamo(), STAGE, "ada");
  }

  private static Map<String, String> row() {
    return only(LOCAL.items("Recording"));
  }

  private static Map<String, String> session() {
    return only(LOCAL.items("StreamSession"));
  }

  private static Map<String, String> only(List<Map<String, AttributeValue>> items) {
    assertThat(items).hasSize(1);
    var texts = new TreeMap<String, String>();
    items
        .getFirst()
        .forEach((name, value) -> texts.put(name, value.s() != null ? value.s() : value.n()));
    return texts;
  }
}
