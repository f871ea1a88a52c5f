package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.envelope;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.recordingOf;
import static ivs.recordings.handler.runtime.Events.stream;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.FaultyHttp.Call;
import ivs.recordings.handler.ingest.FaultyHttp.Fault;
import ivs.recordings.handler.ingest.source.EventParser;
import ivs.recordings.handler.ingest.source.ParsedEvent;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.EventRules;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.item.VersionedItem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// Every fault of the wire, at every call that a batch makes, on its first attempt, its first two,
/// or all three. Under the code is the SDK as it is deployed, with its own retries.
///
/// The profile `soak` plays all of it, other builds a share that a seed draws: `-Dfaults.seed=`.
@Tag("slow")
final class FaultMatrixTest {
  private static final ServedDynamo SERVED = ServedDynamo.start();

  @RegisterExtension static final LocalTables LOCAL = SERVED.tables();

  /// What the SDK makes of one call, at most: one try and two more.
  private static final int ATTEMPTS = 3;

  /// Long enough for DynamoDB Local, and short enough to be waited for a few hundred times. Where
  /// an answer that is late by accident is one silence too many, it is played again with the
  /// function's own patience.
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static final List<String> TABLES =
      List.of("StreamSession", "Recording", "RecordingStream", "ParkedEvent");

  /// What differs from run to run and says nothing about what is true.
  private static final Set<String> OF_THE_RUN =
      Set.of("version", "updatedAt", "history", "parkedAt", "attempts", "parking");

  private static final Map<String, List<String>> KEYS =
      Map.of(
          "StreamSession", List.of("streamId"),
          "Recording", List.of("recordingId"),
          "RecordingStream", List.of("streamId", "recordingId"),
          "ParkedEvent", List.of("waitingFor", "eventId"));

  private static final FaultyHttp.Script CALM = (_, _) -> Optional.empty();

  private static final String AT = "2026-11-02T09:05:10Z";
  private static final String WAITING = recording("Recording Start", "waiting", AT, 0, "st-p");

  /// One of each kind: a first row, a row that waits for its batch mate, a stream that something
  /// waits for, a row that is there, a merged recording, and what is parked for each of three
  /// causes; a duplicate, and what is none of our business.
  private static final List<String> BATCH =
      List.of(
          stream("Stream Start", AT, "st-a"),
          recording("Recording Start", "one", AT, 0, "st-a"),
          stream("Stream Start", AT, "st-p"),
          recording("Recording End", "known", "2026-11-02T09:06:24Z", 70_000, "st-b"),
          recording(
              "Recording End", "merged", "2026-11-02T09:06:24Z", 70_000, "st-b", "st-b", "st-m"),
          "not json",
          recordingOf(RIVAL, "Recording Start", "stranger", AT, 0, "st-r"),
          recording("Recording Start", "early", AT, 0, "st-unseen"),
          recording("Recording Start", "twice", AT, 0, "st-b"),
          envelope("IVS Stream Health Change", CHANNEL, AT, "{}"));

  /// Every call that this batch makes, and the messages (counted from 0) that are kept if it fails
  /// to the last attempt. No other may be.
  private static final Map<String, Set<Integer>> CALLS =
      Map.ofEntries(
          entry("BatchGetItem", Set.of(0, 1, 2, 3, 4, 6, 7, 8)),
          entry("BatchGetItem #2", Set.of(6, 7)),
          entry("BatchGetItem #3", Set.of(2)),
          entry("UpdateItem StreamSession st-a", Set.of(0, 1)),
          entry("Query ParkedEvent stream#st-a", Set.of(0)),
          entry("UpdateItem Recording one", Set.of(1)),
          entry("UpdateItem StreamSession st-p", Set.of(2)),
          entry("Query ParkedEvent stream#st-p", Set.of(2)),
          entry("UpdateItem Recording waiting", Set.of(2)),
          entry("DeleteItem ParkedEvent stream#st-p", Set.of(2)),
          entry("UpdateItem Recording known", Set.of(3)),
          entry("PutItem RecordingStream merged st-b", Set.of(4)),
          entry("PutItem RecordingStream merged st-m", Set.of(4)),
          entry("UpdateItem Recording merged", Set.of(4)),
          entry("UpdateItem ParkedEvent malformed#json", Set.of(5)),
          entry("UpdateItem ParkedEvent profile#" + RIVAL, Set.of(6)),
          entry("UpdateItem ParkedEvent stream#st-unseen", Set.of(7)));

  private static final FaultyHttp WIRE = SERVED.wire();
  private static final HandlerFixture DESK =
      new HandlerFixture(SERVED.client(WIRE, DynamoDbClients.ATTEMPT));
  private static final HandlerFixture IMPATIENT = new HandlerFixture(SERVED.client(WIRE, PATIENCE));

  /// Of so many scenarios one is played.
  private static final int ONE_IN = Integer.getInteger("soak.oneIn", 16);

  private final long seed = Long.getLong("faults.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, List<Map<String, AttributeValue>>> before = new HashMap<>();

  @BeforeEach
  void whatIsThereBeforeTheBatchComes() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
    WIRE.begin(CALM);
    DESK.hand(
        stream("Stream Start", AT, "st-b"),
        recording("Recording Start", "known", AT, 0, "st-b"),
        recording("Recording Start", "twice", AT, 0, "st-b"),
        WAITING);
    TABLES.forEach(table -> before.put(table, LOCAL.items(table)));
  }

  @Test
  void noFaultAtAnyCallOrAttemptLosesAnEventOrHarmsItsBatchMates() {
    WIRE.begin(CALM);
    assertThat(keptOf(DESK, 1, BATCH)).isEmpty();
    var calls = WIRE.calls();
    var faultless = tables();
    var scenarios = 0;
    var conditionsFailedOnRetry = 0;

    assertThat(calls).extracting(Call::toString).hasSameElementsAs(CALLS.keySet());
    for (var call : calls) {
      for (var fault : Fault.values()) {
        if (fault.isPossibleFor(call)) {
          for (int attempts : attempts(fault)) {
            scenarios++;
            conditionsFailedOnRetry += playOneFault(call, fault, attempts, faultless);
          }
        }
      }
    }

    say(scenarios, "faults");
    assertThat(conditionsFailedOnRetry).isPositive();
  }

  /// An answer that never came is the one fault whose retry finds its own write: it is always
  /// played.
  private boolean isDrawn(Fault fault) {
    // The one that a conditional write must tell from a loss of its race is played more often.
    return random.nextInt(fault == Fault.RESET_AFTER ? Math.max(1, ONE_IN / 4) : ONE_IN) == 0;
  }

  /// How many attempts are broken: every number of them, or one of these numbers.
  private List<Integer> attempts(Fault fault) {
    var most = fault.isRetried() ? ATTEMPTS : 1;
    return ONE_IN == 1
        ? IntStream.rangeClosed(1, most).boxed().toList()
        : List.of(1 + random.nextInt(most));
  }

  private void say(int played, String what) {
    System.out.printf("Faults of the wire: %d %s, with -Dfaults.seed=%d%n", played, what, seed);
  }

  /// What a first try left half done, and then its redelivery breaks as well, wherever it can.
  @Test
  void aFaultOfTheRedeliveryLosesNothingEither() {
    assertThat(keptOf(DESK, 1, BATCH)).isEmpty();
    var faultless = tables();
    var scenarios = 0;
    for (var call : CALLS.keySet()) {
      for (int nth = 1 + random.nextInt(ONE_IN);
          playTwoFaults(call, nth, faultless);
          nth += ONE_IN) {
        scenarios++;
      }
    }

    say(scenarios, "pairs of a first try and its redelivery");
    assertThat(scenarios * ONE_IN).isGreaterThan(CALLS.size());
  }

  /// Ten messages, each with a row of its own; whichever of the writes fail, those messages are
  /// kept, and no other, and those rows are missing, and no other.
  @Test
  void whicheverOfTenWritesFailTheirMessagesAreKeptAndNoOther() {
    var refusals =
        List.of(Fault.THROTTLED, Fault.ERROR_BEFORE, Fault.RESET_BEFORE, Fault.EXPIRED_TOKEN);
    var subsets = IntStream.range(0, 1024).filter(_ -> random.nextInt(ONE_IN) == 0).toArray();
    for (int subset : subsets) {
      var names = new ArrayList<String>();
      var batch = new ArrayList<String>();
      Map<String, Fault> failing = new HashMap<>();
      Set<Integer> expected = new TreeSet<>();
      for (int i = 0; i < 10; i++) {
        names.add("s%d-%d".formatted(subset, i));
        batch.add(recording("Recording Start", names.get(i), AT, 0, "st-b"));
        if ((subset >> i & 1) == 1) {
          failing.put("UpdateItem Recording " + names.get(i), refusals.get((subset + i) % 4));
          expected.add(i);
        }
      }
      WIRE.begin((call, _) -> Optional.ofNullable(failing.get(call.toString())));

      var kept = keptOf(DESK, 1, batch);

      var said = "subset " + Integer.toBinaryString(subset);
      assertThat(kept).as(said).isEqualTo(expected);
      assertThat(stored(names)).as(said).isEqualTo(without(expected, names));
      WIRE.begin(CALM);
      assertThat(keptOf(DESK, 2, expected.stream().map(batch::get).toList())).as(said).isEmpty();
    }
    assertThat(LOCAL.items("Recording"))
        .hasSize(before.getOrDefault("Recording", List.of()).size() + 10 * subsets.length);
    say(subsets.length, "subsets of ten failing writes");
  }

  /// The matrix is worth what its client is: as many tries as the one that is deployed makes.
  @Test
  void theFunctionsOwnClientMakesAsManyAttemptsAsTheMatrixBreaks() {
    WIRE.begin((_, _) -> Optional.of(Fault.ERROR_BEFORE));
    try (var asDeployed =
        DynamoDbClients.builder(new DeadlineInterceptor(), (ServedDynamo.Wire) _ -> WIRE)
            .endpointOverride(SERVED.endpoint())
            .build()) {

      assertThat(keptOf(new HandlerFixture(asDeployed), 1, List.of(WAITING))).containsExactly(0);
    }

    assertThat(WIRE.broken()).containsExactly(1, 2, 3);
  }

  /// What a first delivery of the batch to tables as they were leaves in the queue.
  private Set<Integer> keptOf(HandlerFixture desk, FaultyHttp.Script script) {
    putBack();
    WIRE.begin(script);
    return keptOf(desk, 1, BATCH);
  }

  /// @return how often the SDK's own retry found that its first attempt had been applied
  private int playOneFault(Call at, Fault fault, int attempts, Map<String, Set<Object>> faultless) {
    var said = "%s on the first %d of %s".formatted(fault, attempts, at);
    FaultyHttp.Script script =
        (call, attempt) ->
            call.equals(at) && attempt <= attempts ? Optional.of(fault) : Optional.empty();

    var kept = keptOf(fault == Fault.SILENCE_AFTER ? IMPATIENT : DESK, script);
    if (fault == Fault.SILENCE_AFTER && attempts < ATTEMPTS && !kept.isEmpty()) {
      kept = keptOf(DESK, script);
    }

    var conditionsFailedOnRetry = WIRE.conditionsFailedOnRetry();
    assertThat(WIRE.broken()).as(said).isNotEmpty();
    assertThat(CALLS.get(at.toString())).as(said).containsAll(kept);
    if (attempts < ATTEMPTS && fault.isRetried()) {
      assertThat(kept).as(said).isEmpty();
    } else if (fault == Fault.EXPIRED_TOKEN) {
      assertThat(kept).as(said).isEqualTo(CALLS.get(at.toString()));
    }
    WIRE.begin(CALM);
    assertNothingIsLost(said, kept);
    assertThat(keptOf(DESK, 2, messages(kept))).as(said).isEmpty();
    assertThat(tables()).as(said).isEqualTo(faultless);
    return conditionsFailedOnRetry;
  }

  /// @return whether the redelivery made so many calls at all
  private boolean playTwoFaults(String first, int nth, Map<String, Set<Object>> faultless) {
    putBack();
    var fault = Fault.RESET_AFTER;
    var said = "No answer to %s, then none to call %d of the redelivery".formatted(first, nth);
    WIRE.begin((call, _) -> call.toString().equals(first) ? Optional.of(fault) : Optional.empty());
    var kept = keptOf(DESK, 1, BATCH);
    var calls = new CopyOnWriteArrayList<Call>();
    WIRE.begin((call, _) -> {
      calls.addIfAbsent(call);
      return calls.size() >= nth && calls.get(nth - 1).equals(call)
          ? Optional.of(fault)
          : Optional.empty();
    });

    var keptAgain = keptOf(DESK, 2, messages(kept));

    WIRE.begin(CALM);
    var remaining = keptAgain.stream().map(i -> List.copyOf(kept).get(i)).toList();
    assertNothingIsLost(said, remaining);
    assertThat(keptOf(DESK, 3, messages(remaining))).as(said).isEmpty();
    assertThat(tables()).as(said).isEqualTo(faultless);
    return calls.size() >= nth;
  }

  /// What was acknowledged is in its row, or parked, at once; so is what was parked before.
  private static void assertNothingIsLost(String said, Collection<Integer> kept) {
    var parked =
        LOCAL.items("ParkedEvent").stream()
            .map(item -> item.getOrDefault("event", AttributeValue.fromS("")).s())
            .collect(toSet());
    var acknowledged = new ArrayList<>(BATCH);
    acknowledged.removeAll(messages(kept));
    acknowledged.add(WAITING);
    acknowledged.removeAll(parked);
    var entered = acknowledged.stream().map(EventParser::parse).toList();
    var known = known(entered);
    assertThat(entered).as(said).allMatch(parsed -> isEntered(parsed, known));
  }

  private static Known known(List<ParsedEvent> parsed) {
    var events =
        parsed.stream()
            .flatMap(each -> each instanceof Ours(var event) ? Stream.of(event) : Stream.empty())
            .toList();
    return LOCAL
        .tables(Clock.systemUTC())
        .batchReader()
        .read(
            events.stream().map(event -> event.envelope().sourceArn()).collect(toSet()),
            events.stream().flatMap(event -> event.stream().stream()).collect(toSet()),
            events.stream()
                .flatMap(event ->
                    event instanceof RecordingEvent recording
                        ? Stream.of(recording.subject().recordingId())
                        : Stream.empty())
                .collect(toSet()));
  }

  /// Whether the rows know all that an event has to say.
  private static boolean isEntered(ParsedEvent parsed, Known known) {
    return switch (parsed) {
      case ParsedEvent.NotOurs _ -> true;
      case ParsedEvent.Malformed _ -> false;
      case Ours(var event) -> {
        var profile = known.profile(event.envelope().sourceArn());
        var session = event.stream().flatMap(known::streamSession).map(VersionedItem::value);
        Decision<?> decision =
            switch (event) {
              case StreamEvent stream -> EventRules.decide(profile, session, stream);
              case RecordingEvent recording ->
                  EventRules.decide(
                      profile,
                      session,
                      known.recording(recording.subject().recordingId()).map(VersionedItem::value),
                      recording);
            };
        yield decision instanceof Decision.Unchanged<?>;
      }
    };
  }

  private static Set<Integer> keptOf(HandlerFixture desk, int delivery, List<String> batch) {
    var kept = desk.hand(delivery, batch, Duration.ofSeconds(30));
    return IntStream.range(0, batch.size())
        .filter(i -> kept.contains(batch.get(i)))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> messages(Collection<Integer> which) {
    return which.stream().map(BATCH::get).toList();
  }

  /// The tables as far as they say what is true.
  private static Map<String, Set<Object>> tables() {
    return TABLES.stream()
        .collect(
            toMap(
                table -> table,
                table -> LOCAL.items(table).stream().map(FaultMatrixTest::truth).collect(toSet())));
  }

  private static Object truth(Map<String, AttributeValue> item) {
    var truth = new TreeMap<>(item);
    truth.keySet().removeAll(OF_THE_RUN);
    return truth;
  }

  /// As before the batch, by one call.
  private void putBack() {
    var writes = new HashMap<String, List<WriteRequest>>();
    for (var table : TABLES) {
      var requests = new ArrayList<WriteRequest>();
      var there = before.getOrDefault(table, List.of());
      there.forEach(
          item -> requests.add(WriteRequest.builder().putRequest(put -> put.item(item)).build()));
      var keys = there.stream().map(item -> key(table, item)).collect(toSet());
      for (var item : LOCAL.items(table)) {
        if (!keys.contains(key(table, item))) {
          requests.add(
              WriteRequest.builder().deleteRequest(delete -> delete.key(key(table, item))).build());
        }
      }
      if (!requests.isEmpty()) {
        writes.put(table, requests);
      }
    }
    LOCAL.dynamo().batchWriteItem(write -> write.requestItems(writes));
  }

  private static Map<String, AttributeValue> key(String table, Map<String, AttributeValue> item) {
    return KEYS.getOrDefault(table, List.of()).stream().collect(toMap(name -> name, item::get));
  }

  private static Set<String> stored(List<String> names) {
    var found =
        LOCAL
            .dynamo()
            .batchGetItem(get ->
                get.requestItems(
                    Map.of(
                        "Recording",
                        KeysAndAttributes.builder()
                            .consistentRead(true)
                            .keys(
                                names.stream()
                                    .map(name -> Map.of("recordingId", AttributeValue.fromS(name)))
                                    .toList())
                            .build())));
    return found.responses().getOrDefault("Recording", List.of()).stream()
        .map(item -> item.getOrDefault("recordingId", AttributeValue.fromS("")).s())
        .collect(toSet());
  }

  private static Set<String> without(Set<Integer> missing, List<String> names) {
    return IntStream.range(0, names.size())
        .filter(i -> !missing.contains(i))
        .mapToObj(names::get)
        .collect(toSet());
  }
}
