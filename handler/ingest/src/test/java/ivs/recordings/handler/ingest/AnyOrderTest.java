package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.STAGE;
import static ivs.recordings.handler.runtime.Events.composition;
import static ivs.recordings.handler.runtime.Events.files;
import static ivs.recordings.handler.runtime.Events.participant;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static ivs.recordings.handler.runtime.Events.streamOf;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.InMemoryDynamoDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// After the same set of events, in whatever order they come, every table holds the same items.
final class AnyOrderTest {
  private static final String FIRST = "st-first";
  private static final String SECOND = "st-second";

  /// Two streams, merged into one recording; a listed stream that has no session, and an event that
  /// stays parked because its channel has no profile.
  private static final List<String> EVENTS =
      List.of(
          stream("Stream Start", "2026-11-30T23:58:00Z", FIRST),
          recording("Recording Start", "merged", "2026-11-30T23:58:01Z", 0, FIRST, FIRST),
          recording("Recording Start", "merged", "2026-12-01T00:02:01Z", 0, SECOND, FIRST, SECOND),
          recording(
              "Recording End",
              "merged",
              "2026-12-01T00:05:00Z",
              400_000,
              SECOND,
              FIRST,
              SECOND,
              "st-unseen"),
          stream("Stream End", "2026-12-01T00:04:58Z", SECOND),
          streamOf(RIVAL, "Stream Start", "2026-12-01T00:00:00Z", "st-rival"));

  /// Two participants of one stage, one of them merged, and a composition that ended well although
  /// it has a destination that failed: the broadcast.
  private static final List<String> OF_A_STAGE =
      List.of(
          participant("Recording Start", "2026-12-01T00:00:01Z", "st-stage", files("a/b/c/d")),
          participant(
              "Recording End",
              "2026-12-01T00:03:00Z",
              "st-stage",
              files("a/b/c/d") + ",\"recording_duration_ms\":170000"),
          composition("Session Start", "2026-12-01T00:00:02Z", ""),
          composition("Session End", "2026-12-01T00:03:02Z", ""),
          composition("Destination Failure", "2026-12-01T00:02:02Z", ",\"destination_id\":\"c7\""));

  @RegisterExtension static final RealTimeServer IVS = new RealTimeServer();

  private static final List<String> TABLES =
      List.of("Profile", "StreamSession", "Recording", "RecordingStream", "ParkedEvent");

  /// What counts writes, and so depends on the order.
  private static final Set<String> OF_THE_RUN =
      Set.of("version", "updatedAt", "history", "parkedAt", "attempts", "parking");

  @Test
  void everyOrderEndsInTheSameItemsOfAllTables() {
    var results = new TreeSet<String>();
    var orders = new ArrayList<List<String>>();
    permute(EVENTS, List.of(), orders::add);

    orders.forEach(order -> results.add(play(order, false).toString()));

    assertThat(orders).hasSize(720);
    assertThat(results).hasSize(1);
    assertThat(results.first())
        .contains("{recordingId=AttributeValue(S=merged), streamId=AttributeValue(S=st-unseen)}")
        .contains("profile#" + RIVAL);
  }

  @Test
  void everyOrderOfAStagesEventsEndsInTheSameItemsOfAllTables() {
    IVS.records("ACTIVE", RealTimeServer.BROADCAST);
    var results = new TreeSet<String>();

    permute(
        OF_A_STAGE,
        List.of(),
        order -> {
          results.add(play(order, false).toString());
          results.add(play(order, true).toString());
        });

    assertThat(results).hasSize(1);
    assertThat(results.first())
        .contains("composition:s2AdaGUbvQgp", RealTimeServer.PREFIX, "COMPLETED")
        .contains("startTime=AttributeValue(S=2026-12-01T00:00:01Z)")
        .doesNotContain("parkedAt");
  }

  /// All of them in one batch, which SQS may order in any way, too.
  @Test
  void everyOrderOfOneBatchEndsInTheSameItems() {
    var results = new TreeSet<String>();
    results.add(play(EVENTS, false).toString());

    permute(EVENTS, List.of(), order -> results.add(play(order, true).toString()));

    assertThat(results).hasSize(1);
  }

  private static void permute(
      List<String> rest, List<String> chosen, Consumer<List<String>> whole) {
    if (rest.isEmpty()) {
      whole.accept(chosen);
    }
    for (int i = 0; i < rest.size(); i++) {
      var others = new ArrayList<>(rest);
      var more = new ArrayList<>(chosen);
      more.add(others.remove(i));
      permute(others, more, whole);
    }
  }

  private static Map<String, Set<String>> play(List<String> order, boolean asOneBatch) {
    var dynamo = InMemoryDynamoDb.withTables();
    HandlerFixture.link(dynamo, CHANNEL, "ada");
    HandlerFixture.link(dynamo, STAGE, "ada");
    var desk = new HandlerFixture(dynamo, IVS.compositions());
    if (asOneBatch) {
      assertThat(desk.hand(order.toArray(String[]::new))).isEmpty();
    } else {
      order.forEach(event -> assertThat(desk.hand(event)).isEmpty());
    }
    var items = new TreeMap<String, Set<String>>();
    for (var table : TABLES) {
      var texts = new TreeSet<String>();
      dynamo.items(table).forEach(item -> texts.add(text(item)));
      items.put(table, texts);
    }
    return items;
  }

  private static String text(Map<String, AttributeValue> item) {
    var lasting = new TreeMap<String, String>();
    item.forEach((name, value) -> {
      if (!OF_THE_RUN.contains(name)) {
        lasting.put(name, value.hasSs() ? new TreeSet<>(value.ss()).toString() : value.toString());
      }
    });
    return lasting.toString();
  }
}
