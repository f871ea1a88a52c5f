package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.row.RowProcessor;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/// Rivals at the worst moment: between the read and the write, between the read and the parking.
final class RacesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String FIRST = "st-first";
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", FIRST);
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, FIRST, FIRST);
  private static final String END =
      recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, FIRST, FIRST);

  private final Tables tables = LOCAL.tables(Clock.systemUTC());
  private final HandlerFixture rival = new HandlerFixture(LOCAL.dynamo());

  @BeforeEach
  void theChannelIsLinked() {
    link();
  }

  @Test
  void theLoserOfARaceDecidesAgainOnTheWinnersRow() {
    rival.hand(LIVE, START);
    var raced = onceBefore(RacesTest::isRecordingWrite, () -> rival.hand(END));

    assertThat(new HandlerFixture(raced).hand(endFailure())).isEmpty();

    assertThat(onlyRow()).containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED"));
  }

  @Test
  void endlessContentionEndsAfterFiveAttemptsAndTheQueueKeepsTheEvent() {
    rival.hand(LIVE, START);
    var writes = new AtomicInteger();
    var contended =
        new CountingClient(
            LOCAL.dynamo(),
            call -> {
              if (isRecordingWrite(call)) {
                var time = "2026-11-02T10:00:%02dZ".formatted(writes.incrementAndGet());
                rival.hand(recording("Recording End", "one", time, 1, FIRST, FIRST));
              }
            });

    var late = recording("Recording End", "one", "2026-11-02T11:00:00Z", 2, FIRST, FIRST);

    assertThat(new HandlerFixture(contended.client()).hand(late)).containsExactly(late);
    assertThat(writes).hasValue(RowProcessor.MAX_ATTEMPTS);
  }

  @Test
  void aStreamThatArrivesWhileItsRecordingIsBeingParkedStillReleasesIt() {
    var raced = onceBefore(RacesTest::isParking, () -> rival.hand(LIVE));

    assertThat(new HandlerFixture(raced).hand(START)).isEmpty();

    assertThat(onlyRow()).containsEntry("recordingStatus", AttributeValue.fromS("STARTED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aProfileThatIsLinkedWhileItsEventsAreBeingParkedStillReleasesThem() {
    LOCAL.empty();
    var raced = onceBefore(RacesTest::isParking, RacesTest::link);

    assertThat(new HandlerFixture(raced).hand(LIVE, START)).isEmpty();

    assertThat(onlyRow()).containsEntry("profileId", AttributeValue.fromS("ada"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aReleaseThatFailsIsMadeGoodByTheNextDelivery() {
    rival.hand(START);
    var broken =
        onceBefore(
            call -> call instanceof QueryRequest,
            () -> {
              throw new IllegalStateException("out of reach");
            });

    assertThat(new HandlerFixture(broken).hand(LIVE)).containsExactly(LIVE);
    assertThat(LOCAL.items("ParkedEvent")).hasSize(1);
    assertThat(rival.handAgain(LIVE)).isEmpty();

    assertThat(onlyRow()).containsEntry("recordingStatus", AttributeValue.fromS("STARTED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  /// The client tries again when an answer is lost, and then loses the race to its own first try.
  @Test
  void aFirstWriteWhoseAnswerIsLostStillReleasesWhatWaits() {
    rival.hand(START);
    var written = new AtomicBoolean();
    var unanswered = CountingClient.unanswered(LOCAL.dynamo(), "StreamSession", written);

    assertThat(new HandlerFixture(unanswered).hand(LIVE)).isEmpty();

    assertThat(written).isTrue();
    assertThat(onlyRow()).containsEntry("recordingStatus", AttributeValue.fromS("STARTED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void whatWaitsForAStreamIsAskedForOnceHoweverManyEventsBroughtIt() {
    var queries = new AtomicInteger();
    var broken =
        CountingClient.failing(
            LOCAL.dynamo(), call -> call instanceof QueryRequest && queries.incrementAndGet() > 0);

    assertThat(new HandlerFixture(broken).hand(LIVE, LIVE, LIVE)).hasSize(1);

    assertThat(queries).hasValue(1);
  }

  @Test
  void anEventThatIsParkedForAnotherCauseNoLongerWaitsForTheFirst() {
    LOCAL.empty();
    var reads = new AtomicInteger();
    var dying =
        CountingClient.failing(
            LOCAL.dynamo(),
            call -> call instanceof BatchGetItemRequest && reads.incrementAndGet() == 2);
    assertThat(new HandlerFixture(dying).hand(START)).containsExactly(START);
    link();

    assertThat(rival.handAgain(START)).isEmpty();

    assertThat(tables.parkedEvents().waitingFor("profile#" + CHANNEL)).isEmpty();
    assertThat(tables.parkedEvents().waitingFor("stream#" + FIRST)).hasSize(1);
  }

  /// SQS may hand a message out twice. One handler parks it for the profile, then the other, which
  /// knows the profile, for the stream; each takes away what waits for another cause. The second
  /// has acknowledged when the first dies.
  @Test
  void ofTwoThatParkOneEventForTwoCausesNeitherTakesAwayTheLast() {
    LOCAL.empty();
    var parked = new AtomicBoolean();
    var raced = new AtomicBoolean();
    var dying =
        new CountingClient(
            LOCAL.dynamo(),
            call -> {
              if (parked.get() && raced.compareAndSet(false, true)) {
                link();
                assertThat(rival.handAgain(START)).isEmpty();
              }
              if (parked.get() && call instanceof BatchGetItemRequest) {
                throw new IllegalStateException("died after parking");
              }
              parked.compareAndSet(false, isParking(call));
            });

    assertThat(new HandlerFixture(dying.client()).handAgain(START)).containsExactly(START);

    assertThat(LOCAL.items("ParkedEvent")).isNotEmpty();
  }

  @Test
  void anEventThatIsSetFreeAndParkedAgainWaitsForOneCauseOnly() {
    LOCAL.empty();
    var raced = onceBefore(RacesTest::isParking, RacesTest::link);

    assertThat(new HandlerFixture(raced).hand(START)).isEmpty();

    assertThat(LOCAL.items("ParkedEvent"))
        .extracting(item -> item.get("waitingFor"))
        .containsExactly(AttributeValue.fromS("stream#" + FIRST));
  }

  /// A channel that is linked and unlinked for ever would keep a batch going for ever.
  @Test
  void anEventThatIsSetFreeAgainAndAgainGoesBackToItsQueue() {
    LOCAL.empty();
    var reads = new AtomicInteger();
    var restless =
        new CountingClient(
            LOCAL.dynamo(),
            call -> {
              if (call instanceof BatchGetItemRequest) {
                if (reads.incrementAndGet() % 2 == 0) {
                  link();
                } else {
                  unlink();
                }
              }
            });

    assertThat(new HandlerFixture(restless.client()).hand(LIVE)).containsExactly(LIVE);

    assertThat(reads).hasValue(2 * BatchProcessor.MAX_ROUNDS);
  }

  @Test
  void aTryThatDiedAfterParkingLeavesNothingParkedOnceTheEventIsEntered() {
    rival.hand(START);
    // The writer of the session died before it asked what waited for it.
    var dying =
        onceBefore(
            call -> call instanceof QueryRequest,
            () -> {
              throw new IllegalStateException("died here");
            });
    new HandlerFixture(dying).hand(LIVE);

    assertThat(rival.handAgain(START)).isEmpty();

    assertThat(onlyRow()).containsEntry("recordingStatus", AttributeValue.fromS("STARTED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void twoHandlersRacingOnTheSameRecordingsEndInTheSameRowsAsOne() throws Exception {
    var events = new ArrayList<String>();
    for (int i = 0; i < 12; i++) {
      var session = "session-" + i;
      events.add(stream("Stream Start", "2026-11-02T09:05:10Z", "st-" + i));
      events.add(stream("Stream Start", "2026-11-02T09:07:10Z", "st-next-" + i));
      events.add(stream("Stream End", "2026-11-02T09:09:10Z", "st-next-" + i));
      events.add(recording("Recording Start", session, "2026-11-02T09:05:11Z", 0, "st-" + i));
      events.add(recording("Recording Start", session, "2026-11-02T09:07:11Z", 0, "st-next-" + i));
      events.add(
          recording(
              "Recording End",
              session,
              "2026-11-02T09:09:11Z",
              i,
              "st-next-" + i,
              "st-" + i,
              "st-next-" + i));
      events.add(recording("Recording End Failure", session, "2026-11-02T09:09:11Z", 0, "st-" + i));
    }
    rival.hand(events.toArray(String[]::new));
    var alone = rows();
    assertThat(alone).hasSize(12);

    for (long seed = 1; seed <= 5; seed++) {
      LOCAL.empty();
      link();
      race(events, seed);

      assertThat(rows()).as("seed %d", seed).isEqualTo(alone);
      assertThat(LOCAL.items("ParkedEvent")).as("seed %d", seed).isEmpty();
    }
  }

  /// Two threads, each with a handler of its own, each delivering every event in an order of its
  /// own and again until it is acknowledged.
  private static void race(List<String> events, long seed) throws Exception {
    var together = new CountDownLatch(2);
    try (var threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> racers = new ArrayList<>();
      for (long racer = 0; racer < 2; racer++) {
        var random = new Random(seed * 31 + racer);
        racers.add(
            threads.submit(() -> {
              var desk = new HandlerFixture(LOCAL.dynamo());
              var order = new ArrayList<>(events);
              Collections.shuffle(order, random);
              together.countDown();
              together.await();
              for (int from = 0; from < order.size(); from += 7) {
                var batch = order.subList(from, Math.min(order.size(), from + 7));
                var kept = desk.hand(batch.toArray(String[]::new));
                for (int again = 0; !kept.isEmpty() && again < 20; again++) {
                  kept = desk.handAgain(kept.toArray(String[]::new));
                }
                assertThat(kept).isEmpty();
              }
              return null;
            }));
      }
      for (var racer : racers) {
        racer.get();
      }
    }
  }

  private static DynamoDbClient onceBefore(Predicate<DynamoDbRequest> moment, Runnable rivalsMove) {
    return CountingClient.raced(LOCAL.dynamo(), moment, rivalsMove);
  }

  private static boolean isRecordingWrite(DynamoDbRequest call) {
    return CountingClient.isUpdateOf("Recording", call);
  }

  private static boolean isParking(DynamoDbRequest call) {
    return CountingClient.isUpdateOf("ParkedEvent", call);
  }

  private static String endFailure() {
    return recording("Recording End Failure", "one", "2026-11-02T09:06:30Z", 0, FIRST, FIRST);
  }

  private static void unlink() {
    LOCAL
        .dynamo()
        .deleteItem(delete ->
            delete.tableName("Profile").key(Map.of("sourceArn", AttributeValue.fromS(CHANNEL))));
  }

  private static void link() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  private Map<String, AttributeValue> onlyRow() {
    assertThat(tables.recordings().some(10).rows()).hasSize(1);
    return LOCAL.items("Recording").getFirst();
  }

  private static Map<AttributeValue, Map<String, AttributeValue>> rows() {
    Map<AttributeValue, Map<String, AttributeValue>> rows = new HashMap<>();
    for (var item : LOCAL.items("Recording")) {
      if (item.containsKey("recordingStatus")) {
        var row = new HashMap<>(item);
        row.remove("version");
        row.remove("updatedAt");
        row.remove("history");
        rows.put(item.getOrDefault("recordingId", AttributeValue.fromNul(true)), row);
      }
    }
    return rows;
  }
}
