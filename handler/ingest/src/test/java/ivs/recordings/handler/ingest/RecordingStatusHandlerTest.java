package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.envelope;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.recordingOf;
import static ivs.recordings.handler.runtime.Events.stream;
import static ivs.recordings.handler.runtime.Events.streamOf;
import static ivs.recordings.handler.runtime.Events.without;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

final class RecordingStatusHandlerTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String FIRST = "st-1BFfRucA3M934F2XJV2QjKO";
  private static final String SECOND = "st-1CGgSvdB4N045G3YKW3RkLP";
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", FIRST);
  private static final String START =
      recording("Recording Start", "uxa0OrtRP8Rs", "2026-11-02T09:05:11Z", 0, FIRST, FIRST);
  private static final String END =
      recording("Recording End", "uxa0OrtRP8Rs", "2026-11-02T09:06:24Z", 70_000, FIRST, FIRST);
  private static final String START_FAILURE =
      recording("Recording Start Failure", "uxa0OrtRP8Rs", "2026-11-02T09:05:11Z", 0, FIRST);
  private static final String END_FAILURE =
      recording("Recording End Failure", "uxa0OrtRP8Rs", "2026-11-02T09:06:24Z", 0, FIRST);

  private final Tables tables = LOCAL.tables(Clock.systemUTC());
  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());

  @BeforeEach
  void theChannelsAreLinked() {
    link(CHANNEL, "ada");
    link(RIVAL, "grace");
  }

  @Test
  void aStartGivesTheRow() {
    assertThat(desk.hand(LIVE, START)).isEmpty();

    assertThat(onlyRow())
        .containsEntry("recordingId", s("uxa0OrtRP8Rs"))
        .containsEntry("recordingSessionId", s("uxa0OrtRP8Rs"))
        .containsEntry("recordingStatus", s("STARTED"))
        .containsEntry("profileId", s("ada"))
        .containsEntry("streamSessionId", s(FIRST))
        .containsEntry("sourceArn", s(CHANNEL))
        .containsEntry("source", s("IVS_CHANNEL"))
        .containsEntry("s3BucketName", s("example-recordings"))
        .containsEntry("s3KeyPrefix", s(PREFIX))
        .containsEntry("startTime", s("2026-11-02T09:05:11Z"))
        .doesNotContainKeys("endTime", "recordingDurationMs", "recordingStatusReason");
  }

  @Test
  void aDuplicateStartNeverCreatesASecondRow() {
    desk.hand(LIVE, START);
    desk.hand(START);
    desk.hand(START, START);

    assertThat(onlyRow()).containsEntry("version", AttributeValue.fromN("1"));
  }

  @Test
  void anEndThatArrivesFirstIsNotLost() {
    desk.hand(LIVE, END);
    desk.hand(START);

    assertThat(onlyRow())
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("recordingDurationMs", AttributeValue.fromN("70000"))
        .containsEntry("startTime", s("2026-11-02T09:05:11Z"));
  }

  @Test
  void aStartFailureNeedsNoRowToFail() {
    desk.hand(LIVE, START_FAILURE);

    assertThat(onlyRow())
        .containsEntry("recordingStatus", s("FAILED"))
        .containsEntry("recordingStatusReason", s("InternalServerException"))
        .doesNotContainKeys("s3KeyPrefix", "recordingDurationMs", "startTime");
  }

  @Test
  void anEndBeatsAnEarlierFailureAndALaterOne() {
    desk.hand(LIVE, START_FAILURE);
    desk.hand(END);
    desk.hand(END_FAILURE);

    assertThat(onlyRow())
        .containsEntry("recordingStatus", s("COMPLETED"))
        .doesNotContainKey("recordingStatusReason");
  }

  @Test
  void anEventOfAnUnknownProfileIsParkedAndNeverGuessed() {
    var stranger = "arn:aws:ivs:eu-west-1:111122223333:channel/StrangerXyZ1";
    var event =
        recordingOf(stranger, "Recording Start", "other", "2026-11-02T09:05:11Z", 0, FIRST, FIRST);
    desk.hand(LIVE);

    assertThat(desk.hand(event)).isEmpty();

    assertThat(rows()).isEmpty();
    assertThat(tables.parkedEvents().waitingFor("profile#" + stranger))
        .singleElement()
        .satisfies(parked -> {
          assertThat(parked.event()).isEqualTo(event);
          assertThat(parked.reason()).isEqualTo("UNKNOWN_PROFILE");
          assertThat(parked.detail()).contains("ada-live");
        });
  }

  @Test
  void aStreamEventOfAnUnknownProfileIsParkedToo() {
    var stranger = "arn:aws:ivs:eu-west-1:111122223333:channel/StrangerXyZ1";

    desk.hand(streamOf(stranger, "Stream Start", "2026-11-02T09:05:10Z", FIRST));

    assertThat(LOCAL.items("StreamSession")).isEmpty();
    assertThat(tables.parkedEvents().waitingFor("profile#" + stranger)).hasSize(1);
  }

  @Test
  void unlinkedChannelsCanBeIgnored() {
    var environment = new HashMap<>(HandlerFixture.ENVIRONMENT);
    environment.put("UNKNOWN_PROFILES", "ignore");
    var stranger = "arn:aws:ivs:eu-west-1:111122223333:channel/StrangerXyZ1";

    var kept =
        new HandlerFixture(LOCAL.dynamo(), environment)
            .hand(streamOf(stranger, "Stream Start", "2026-11-02T09:05:10Z", FIRST));

    assertThat(kept).isEmpty();
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aTryThatParkedBeforeChannelsWereIgnoredLeavesNothingParked() {
    var environment = new HashMap<>(HandlerFixture.ENVIRONMENT);
    environment.put("UNKNOWN_PROFILES", "ignore");
    var stranger = "arn:aws:ivs:eu-west-1:111122223333:channel/StrangerXyZ1";
    var event = streamOf(stranger, "Stream Start", "2026-11-02T09:05:10Z", FIRST);
    desk.hand(event);

    new HandlerFixture(LOCAL.dynamo(), environment).handAgain(event);

    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aRecordingWaitsForItsStreamAndIsReleasedWhenItArrives() {
    desk.hand(START);
    desk.hand(END);
    assertThat(rows()).isEmpty();
    assertThat(tables.parkedEvents().waitingFor("stream#" + FIRST))
        .extracting(ParkedEvent::reason)
        .containsExactly("UNKNOWN_STREAM_SESSION", "UNKNOWN_STREAM_SESSION");

    desk.hand(LIVE);

    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void inOneBatchStreamEventsComeBeforeRecordingEvents() {
    var counting = new CountingClient(LOCAL.dynamo());

    new HandlerFixture(counting.client()).hand(END, START, LIVE);

    assertThat(counting.calls(UpdateItemRequest.class))
        .extracting(UpdateItemRequest::tableName)
        .containsExactly("StreamSession", "Recording");
    assertThat(rows()).hasSize(1);
  }

  @Test
  void mergedStreamsAreOneRecordingThatEachOfThemFinds() {
    desk.hand(
        stream("Stream Start", "2026-11-02T09:05:10Z", FIRST),
        stream("Stream Start", "2026-11-02T09:07:10Z", SECOND));
    desk.hand(
        START,
        recording("Recording Start", "uxa0OrtRP8Rs", "2026-11-02T09:07:11Z", 0, SECOND, SECOND));
    desk.hand(
        recording(
            "Recording End",
            "uxa0OrtRP8Rs",
            "2026-11-02T09:09:00Z",
            170_000,
            SECOND,
            FIRST,
            SECOND));

    assertThat(onlyRow())
        .containsEntry("streamSessionId", s(FIRST))
        .containsEntry("startTime", s("2026-11-02T09:05:11Z"))
        .containsEntry("streamIds", AttributeValue.fromSs(List.of(FIRST, SECOND)));
    assertThat(tables.recordings().ofStream(new StreamId(SECOND))).hasSize(1);
  }

  @Test
  void aListedStreamNeedsNoSessionOfItsOwn() {
    desk.hand(stream("Stream Start", "2026-11-02T09:07:10Z", SECOND));
    desk.hand(
        recording(
            "Recording End",
            "uxa0OrtRP8Rs",
            "2026-11-02T09:09:00Z",
            170_000,
            SECOND,
            FIRST,
            SECOND));

    assertThat(onlyRow()).containsEntry("streamSessionId", s(FIRST));
    assertThat(tables.recordings().ofStream(new StreamId(FIRST))).hasSize(1);
  }

  @Test
  void aPoisonMessageIsParkedAndItsBatchMatesAreStored() {
    var poison = "{\"id\":\"poison\",\"detail-type\":\"IVS Recording State Change\"}";

    assertThat(desk.hand(LIVE, poison, START, "not json")).isEmpty();

    assertThat(rows()).hasSize(1);
    assertThat(LOCAL.items("ParkedEvent")).hasSize(2);
  }

  /// DynamoDB refuses the whole read for one key that is too long: 2,048 bytes for a channel's, and
  /// 1,024 for what an index sorts by.
  @Test
  void aNameTooLongToBeAKeyIsParkedAndItsBatchMatesAreStored() {
    var channel = streamOf("\u4e16".repeat(1000), "Stream Start", "2026-11-02T09:05:10Z", SECOND);
    var prefix =
        without(
                "recording_session_id",
                recording("Recording End", "x", "2026-11-02T09:06:24Z", 1, FIRST, FIRST, SECOND))
            .replace(PREFIX, "p".repeat(960));

    assertThat(desk.hand(LIVE, channel, START, prefix)).isEmpty();

    assertThat(rows()).hasSize(1);
    assertThat(LOCAL.items("ParkedEvent"))
        .extracting(item -> item.get("waitingFor"))
        .containsExactlyInAnyOrder(
            s("malformed#resources"), s("malformed#detail.recording_s3_key_prefix"));
  }

  @Test
  void theLongestNamesStillFitTheKeysAndTheIndexes() {
    var longest = "st-" + "b".repeat(125);
    var event =
        without(
                "recording_session_id",
                recording("Recording End", "x", "2026-11-02T09:06:24Z", 1, FIRST, FIRST, longest))
            .replace(PREFIX, "p".repeat(512))
            .replace("example-recordings", "b".repeat(255));

    assertThat(desk.hand(LIVE, event)).isEmpty();

    assertThat(tables.recordings().ofStream(new StreamId(longest))).hasSize(1);
  }

  @Test
  void whatIsNoneOfOurBusinessIsAcknowledgedAndNotKept() {
    var kept =
        desk.hand(
            envelope("IVS Stream Health Change", CHANNEL, "2026-11-02T09:05:10Z", "{}"),
            "{\"detail-type\":\"IVS Limit Breach\",\"resources\":[],\"detail\":{}}",
            stream("Stream Paused", "2026-11-02T09:05:10Z", FIRST));

    assertThat(kept).isEmpty();
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void oneStreamMayHaveSeveralRecordingsAndNoneOverwritesAnother() {
    desk.hand(LIVE, START);
    desk.hand(
        recording("Recording Start", "second", "2026-11-02T09:08:00Z", 0, FIRST, FIRST),
        recording("Recording Start", "third", "2026-11-02T09:08:00Z", 0, FIRST, FIRST));

    assertThat(rows()).hasSize(3);
  }

  @Test
  void anyOrderAnyRepetitionAndAnyBatchingEndInTheSameRows() {
    var events =
        List.of(
            LIVE,
            stream("Stream End", "2026-11-02T09:06:20Z", FIRST),
            stream("Session Ended", "2026-11-02T09:06:19Z", FIRST),
            stream("Stream Start", "2026-11-02T09:07:10Z", SECOND),
            START,
            recording("Recording Start", "uxa0OrtRP8Rs", "2026-11-02T09:07:11Z", 0, SECOND),
            END,
            END_FAILURE,
            recording(
                "Recording End",
                "uxa0OrtRP8Rs",
                "2026-11-02T09:06:24Z",
                60_000,
                SECOND,
                FIRST,
                SECOND));
    desk.hand(events.toArray(String[]::new));
    var expected = facts();

    for (long seed = 1; seed <= 40; seed++) {
      LOCAL.empty();
      theChannelsAreLinked();
      deliver(events, new Random(seed));

      assertThat(facts()).as("seed %d", seed).isEqualTo(expected);
      assertThat(LOCAL.items("ParkedEvent")).as("seed %d", seed).isEmpty();
    }
  }

  private void deliver(List<String> events, Random random) {
    var deliveries = new ArrayList<>(events);
    for (int i = 0; i < events.size(); i++) {
      deliveries.add(events.get(random.nextInt(events.size())));
    }
    Collections.shuffle(deliveries, random);
    for (int from = 0; from < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), from + 1 + random.nextInt(4));
      var batch = deliveries.subList(from, to);
      assertThat(desk.hand(1 + random.nextInt(2), batch, Duration.ofSeconds(30))).isEmpty();
      from = to;
    }
  }

  /// Everything on the rows but how often and when they were written. A link that a change of the
  /// starting stream left over finds nothing that its row does not, so links count by what they
  /// find.
  private List<Object> facts() {
    var facts = new ArrayList<Object>();
    for (var rows : List.of(rows(), LOCAL.items("StreamSession"))) {
      for (var item : rows) {
        var fact = new TreeMap<>(item);
        fact.remove("version");
        fact.remove("updatedAt");
        fact.remove("history");
        facts.add(fact);
      }
    }
    facts.sort(Comparator.comparing(Object::toString));
    for (var stream : List.of(FIRST, SECOND)) {
      facts.add(
          tables.recordings().ofStream(new StreamId(stream)).stream()
              .map(found -> found.value())
              .toList());
    }
    return facts;
  }

  private void link(String channel, String profileId) {
    HandlerFixture.link(LOCAL.dynamo(), channel, profileId);
  }

  private static Map<String, AttributeValue> onlyRow() {
    assertThat(rows()).hasSize(1);
    return rows().getFirst();
  }

  private static List<Map<String, AttributeValue>> rows() {
    return LOCAL.items("Recording");
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }
}
