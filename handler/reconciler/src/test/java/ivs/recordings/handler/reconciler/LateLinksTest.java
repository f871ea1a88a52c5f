package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.ingest.HandlerFixture.link;
import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Recordings whose events come after the app has ended its stream.
final class LateLinksTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final StreamId LIVE = StreamId.ofLive(new UUID(0, 1));
  private static final StreamId NEXT = StreamId.ofLive(new UUID(0, 2));
  private static final String[] EVENTS = {
    stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"),
    recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a"),
    recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, "st-a", "st-a")
  };

  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());
  private final RecordingReconciler reconciler =
      reconciler(LOCAL.dynamo(), new MemoryFiles(), new MemoryStreams());

  @BeforeEach
  void theChannelIsLinked() {
    link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  private static Tables at(String time) {
    return LOCAL.tables(Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  private static void start(StreamId id, String time) {
    var nothing = Optional.<String>empty();
    at(time)
        .liveStreams()
        .start(
            id,
            new ProfileId("ada"),
            new StreamDescription(
                nothing, nothing, nothing, nothing, Optional.of(Visibility.PUBLIC)));
  }

  private static void end(StreamId id, String time) {
    at(time).liveStreams().end(id, Instant.parse(time), Optional.empty());
  }

  private static Recording row() {
    return at(NOW.toString()).recordings().find("one").map(VersionedItem::value).orElseThrow();
  }

  private static Map<String, AttributeValue> session(StreamId id) {
    return LOCAL.items("StreamSession").stream()
        .filter(item -> item.get("streamId").s().equals(id.value()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRecordingThatComesAfterTheEndOfItsStreamIsLinkedByTheNextRun() {
    start(LIVE, "2026-11-02T09:00:00Z");
    end(LIVE, "2026-11-02T09:05:30Z");
    desk.hand(EVENTS);

    assertThat(run(reconciler, Map.of("dryRun", true))).containsEntry("linked", 1L);
    assertThat(row().streamIds()).hasSize(1);
    assertThat(run(reconciler)).containsEntry("linked", 1L).containsEntry("complete", true);

    assertThat(row().streamIds()).containsExactly(new StreamId("st-a"), LIVE);
    assertThat(row().streamSessionId()).contains(new StreamId("st-a"));
    assertThat(at(NOW.toString()).recordings().ofStream(LIVE)).hasSize(1);
    assertThat(run(reconciler)).containsEntry("linked", 0L);
  }

  @Test
  void whatIsPlayableByThenMovesInThePublicList() {
    start(LIVE, "2026-11-02T09:00:00Z");
    end(LIVE, "2026-11-02T09:05:30Z");
    desk.hand(EVENTS);
    set("Recording", "recordingId", "one", "availableAt", NOW.toString());
    set("Recording", "recordingId", "one", "mediaPath", "media/hls/master.m3u8");
    set("Recording", "recordingId", "one", "mediaVersion", "0123456789ab");
    set("StreamSession", "streamId", "st-a", "visibility", "PUBLIC");
    at(NOW.toString()).streamSessions().publish(new StreamId("st-a"), Visibility.PRIVATE);

    run(reconciler);

    assertThat(session(LIVE)).containsKey("publishedAt");
    assertThat(session(new StreamId("st-a"))).doesNotContainKeys("publishedAt", "publishedMonth");
  }

  @Test
  void whatIsOfAnotherTimeOrOfAStreamThatIsLiveIsNotLinked() {
    start(LIVE, "2026-11-02T08:00:00Z");
    end(LIVE, "2026-11-02T09:05:11Z");
    start(NEXT, "2026-11-02T09:06:00Z");
    desk.hand(EVENTS);

    assertThat(run(reconciler)).containsEntry("linked", 0L);
  }

  /// The function that started the next one died before it ended this one.
  @Test
  void aStreamThatStayedLiveEndsWhereTheNextBegan() {
    start(LIVE, "2026-11-02T09:00:00Z");
    start(NEXT, "2026-11-02T09:06:00Z");
    desk.hand(EVENTS);

    assertThat(run(reconciler)).containsEntry("filledIn", 1L).containsEntry("linked", 1L);

    assertThat(session(LIVE).get("endTime").s()).isEqualTo("2026-11-02T09:06:00Z");
    assertThat(session(NEXT).get("status").s()).isEqualTo("LIVE");
    assertThat(row().streamIds()).contains(LIVE).doesNotContain(NEXT);
  }

  private static void set(String table, String key, String id, String name, String value) {
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName(table)
                .key(Map.of(key, AttributeValue.fromS(id)))
                .updateExpression("SET #name = :value")
                .expressionAttributeNames(Map.of("#name", name))
                .expressionAttributeValues(Map.of(":value", AttributeValue.fromS(value))));
  }
}
