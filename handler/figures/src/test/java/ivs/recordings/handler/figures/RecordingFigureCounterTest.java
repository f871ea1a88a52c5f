package ivs.recordings.handler.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Totals;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.figures.FigureEntryTable;
import ivs.recordings.store.figures.FigureTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The function on DynamoDB Local: batches of its queue, and its check.
final class RecordingFigureCounterTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final LocalDate DAY = LocalDate.parse("2026-11-20");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "RECORDING_TABLE", "Recording",
          "FIGURE_TABLE", "Figure",
          "FIGURE_ENTRY_TABLE", "FigureEntry");

  private final FigureTable figures = new FigureTable(LOCAL.dynamo(), "Figure");
  private final FigureEntryTable entries =
      FigureEntryTable.of(LOCAL.dynamo(), ENVIRONMENT, _ -> {});
  private final RecordingFigureCounter counter = counterAt(NOON.plus(Duration.ofHours(6)));
  private int millisLeft = 60_000;

  /// How often a check may ask how much time is left, before there is only that for one more call.
  private int budget = Integer.MAX_VALUE;

  private static final int ONE_CALL_LEFT = 8_000;

  /// Where to go on, the day, its two sides, the recording, its entry and row, and the transaction.
  private static final int ENOUGH_FOR_ONE = 8;

  private static RecordingFigureCounter counterAt(Instant now) {
    return new RecordingFigureCounter(
        ENVIRONMENT,
        RecordingFigureCounterTest::punctual,
        Clock.fixed(now, ZoneOffset.UTC),
        _ -> {});
  }

  /// The engine behind the deadline of the function.
  private static DynamoDbClient punctual(DeadlineInterceptor deadlines) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (_, method, arguments) -> {
              deadlines.check();
              try {
                return method.invoke(LOCAL.dynamo(), arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private Context context() {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) ->
                !method.getName().equals("getRemainingTimeInMillis")
                    ? ""
                    : budget-- > 0 ? millisLeft : ONE_CALL_LEFT);
  }

  private static void row(String id, Instant begin, long version, String... more) {
    var item = new HashMap<String, AttributeValue>();
    item.put("recordingId", AttributeValue.fromS(id));
    item.put("profileId", AttributeValue.fromS("anna"));
    item.put("source", AttributeValue.fromS("UPLOAD"));
    item.put("recordingStatus", AttributeValue.fromS("COMPLETED"));
    item.put("startTime", AttributeValue.fromS(begin.toString()));
    item.put("recordedMonth", AttributeValue.fromS(begin.toString().substring(0, 7)));
    item.put("recordedAt", AttributeValue.fromS(begin.toString().replace("Z", ".000Z") + "#" + id));
    item.put("recordingDurationMs", AttributeValue.fromN(Long.toString(version * 60_000)));
    item.put("version", AttributeValue.fromN(Long.toString(version)));
    item.put("updatedAt", AttributeValue.fromS(NOON.toString()));
    for (var i = 0; i < more.length; i += 2) {
      item.put(more[i], AttributeValue.fromS(more[i + 1]));
    }
    LOCAL.dynamo().putItem(put -> put.tableName("Recording").item(item));
  }

  private static void remove(String id) {
    LOCAL
        .dynamo()
        .deleteItem(delete ->
            delete.tableName("Recording").key(Map.of("recordingId", AttributeValue.fromS(id))));
  }

  private static String event(String id) {
    return """
    {"version": "0", "source": "ivs.recordings", "detail-type": "recording.updated",
     "detail": {"type": "recording.updated", "data": {"recordingId": "%s", "version": 1}}}
    """
        .formatted(id);
  }

  /// The ids of the messages that come again; a message is called as its place in the batch.
  private List<Object> deliver(String... bodies) {
    var records = new ArrayList<Map<String, Object>>();
    for (var body : bodies) {
      records.add(
          Map.of(
              "messageId",
              "m" + records.size(),
              "receiptHandle",
              "r",
              "body",
              body,
              "eventSourceARN",
              "arn:aws:sqs:us-east-1:000000000000:RecordingFigures"));
    }
    var answer = counter.handleRequest(Map.of("Records", records), context());
    return ((List<?>) answer.get("batchItemFailures"))
        .stream().<Object>map(failure -> ((Map<?, ?>) failure).get("itemIdentifier")).toList();
  }

  private Totals onDay() {
    return Totals.sum(figures.on(DAY, Optional.empty()).values());
  }

  private static Totals totals(long recordings, long minutes) {
    return new Totals(recordings, minutes * 60_000, 0, new TreeMap<>(), 0);
  }

  @Test
  void eachRecordingOfABatchIsCountedOnceAsItIsNow() {
    row("a", NOON, 3);
    row("b", NOON, 1);

    assertThat(deliver(event("a"), event("b"), event("a"), event("none"))).isEmpty();
    assertThat(deliver(event("a"))).isEmpty();

    assertThat(onDay()).isEqualTo(totals(2, 4));
  }

  @Test
  void onlyWhatCouldNotBeCountedComesAgain() {
    row("a", NOON, 1);
    row("b", NOON, 1, "recordingStatus", "UNHEARD_OF");

    assertThat(deliver(event("a"), "no JSON", event("b"), "{\"detail\": {}}"))
        .containsExactly("m1", "m2", "m3");

    assertThat(onDay()).isEqualTo(totals(1, 1));
  }

  @Test
  void anyOrderAndRepetitionOfEventsEndInAFullCount() {
    var seed = Long.getLong("figures.seed", System.nanoTime());
    var random = new Random(seed);
    var versions = new HashMap<String, Long>();
    var late = new ArrayList<String>();
    for (var step = 0; step < 150; step++) {
      var id = "r" + random.nextInt(5);
      var version = versions.merge(id, 1L, Long::sum);
      var begin = NOON.minus(Duration.ofDays(random.nextInt(3)));
      if (random.nextInt(6) == 0) {
        row(id, begin, version, "deletedAt", NOON.toString());
      } else {
        row(id, begin, version);
      }
      late.add(event(id));
      if (random.nextInt(3) == 0) {
        Collections.shuffle(late, random);
        var some = late.subList(0, random.nextInt(Math.min(10, late.size()) + 1));
        if (!some.isEmpty()) {
          deliver(some.toArray(String[]::new));
        }
        if (random.nextBoolean()) {
          some.clear();
        }
      }
    }
    versions.keySet().forEach(id -> deliver(event(id)));

    for (var day = 0; day < 3; day++) {
      var date = DAY.minusDays(day);
      var sums = Totals.sum(figures.on(date, Optional.empty()).values());
      var rows = entries.recordedOn(date).rows();
      var left = rows.stream().filter(row -> row.deletedAt().isEmpty()).toList();
      var minutes = left.stream().mapToLong(row -> row.duration().orElseThrow().toMinutes()).sum();
      assertThat(sums).as("seed %d", seed).isEqualTo(totals(left.size(), minutes));
    }
    System.out.println("figures.seed=" + seed);
  }

  @Test
  void theCheckCorrectsWhatNoEventCameOf() {
    row("counted", NOON, 1);
    row("removed", NOON, 1);
    row("deleted", NOON, 1);
    row("moved", NOON, 1);
    deliver(event("counted"), event("removed"), event("deleted"), event("moved"));
    row("lost", NOON.minus(Duration.ofDays(2)), 1);
    row("old", NOON.minus(Duration.ofDays(9)), 1);
    row("late", NOON, 1, "updatedAt", NOON.plus(Duration.ofHours(6)).toString());
    remove("removed");
    row("deleted", NOON, 2, "deletedAt", NOON.toString());
    row("moved", NOON.minus(Duration.ofDays(1)), 2);

    var first = check(Map.of("days", 3));
    var second = check(Map.of("days", 3));

    assertThat(first).containsEntry("corrected", 4L).containsEntry("complete", true);
    assertThat(second).containsEntry("corrected", 0L).containsEntry("recordings", 5L);
    assertThat(onDay()).isEqualTo(totals(1, 1));
    assertThat(figures.on(DAY.minusDays(1), Optional.empty()))
        .containsExactly(
            Map.entry(
                new FigureKey(DAY.minusDays(1), new ProfileId("anna"), Source.UPLOAD),
                totals(1, 2)));
    assertThat(entries.counted(new RecordingId("lost"))).isPresent();
    assertThat(entries.counted(new RecordingId("old"))).isEmpty();
    assertThat(entries.counted(new RecordingId("late"))).isEmpty();
  }

  private Map<String, Object> check(Map<String, Object> request) {
    return counter.handleRequest(request, context());
  }

  @Test
  void aCheckThatRunsOutOfTimeSaysWhereToGoOn() {
    row("a", NOON, 1);
    millisLeft = 5_000;

    assertThat(check(Map.of("days", 2, "until", "2026-11-20")))
        .containsEntry("complete", false)
        .containsEntry("next", "2026-11-20");
    assertThat(onDay()).isEqualTo(Totals.NONE);
    assertThat(entries.nextToCheck()).as("of certain days").isEmpty();
  }

  /// Whatever time each check has, if it is enough to count one recording: after enough of them
  /// every day was compared, and what differed is counted.
  @Test
  void checksThatRunOutOfTimeGoOnUntilEveryDayWasCompared() {
    var seed = Long.getLong("figures.seed", System.nanoTime());
    var random = new Random(seed);
    var days = 8 + random.nextInt(5);
    // Four days are compared in the longest of these times.
    var time = ENOUGH_FOR_ONE + random.nextInt(6);
    var rows = 0;
    for (var day = 0; day < days; day++) {
      for (var more = 1 + random.nextInt(3); more > 0; more--) {
        row("r" + rows++, NOON.minus(Duration.ofDays(day)), 1);
      }
    }
    var corrected = 0L;
    for (var checks = 0; corrected < rows && checks < days + rows; checks++) {
      budget = time;
      corrected += (Long) check(Map.of("days", days)).getOrDefault("corrected", 0L);
    }
    budget = Integer.MAX_VALUE;

    assertThat(corrected).as("seed %d", seed).isEqualTo(rows);
    check(Map.of("days", days));
    assertThat(check(Map.of("days", days)))
        .as("seed %d", seed)
        .containsEntry("complete", true)
        .containsEntry("corrected", 0L)
        .containsEntry("recordings", (long) rows);
    assertThat(entries.nextToCheck()).isEmpty();
    System.out.println("figures.seed=" + seed);
  }

  /// It is not read, or read and not counted.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void aDayForWhichACheckHasNoTimeHoldsUpNoOther(int tooLittle) {
    row("today", NOON, 1);
    row("yesterday", NOON.minus(Duration.ofDays(1)), 1);

    budget = tooLittle;
    assertThat(check(Map.of("days", 2)))
        .containsEntry("next", "2026-11-19")
        .containsEntry("faults", 1L);
    budget = ENOUGH_FOR_ONE;
    assertThat(check(Map.of("days", 2))).containsEntry("next", "2026-11-20");

    assertThat(entries.counted(new RecordingId("yesterday"))).isPresent();
    assertThat(entries.counted(new RecordingId("today"))).isEmpty();
  }

  @Test
  void aRowThatCannotBeReadIsAFaultOfTheCheckAndHidesNoOther() {
    row("a", NOON, 1);
    row("b", NOON, 1, "recordingStatus", "UNHEARD_OF");

    assertThat(check(Map.of("days", 1))).containsEntry("faults", 1L).containsEntry("corrected", 1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nothing", "Records", "days=0", "days=367", "days=x", "until=", "until=x", "mode"})
  void whatIsNeitherABatchNorACheckIsRefused(String field) {
    var input = new HashMap<String, Object>();
    switch (field) {
      case "nothing" -> {}
      case "Records" -> input.put("Records", List.of());
      case "days=x" -> input.put("days", "x");
      case "mode" -> input.putAll(Map.of("days", 1, "mode", "apply"));
      case String days when days.startsWith("days=") ->
          input.put("days", Integer.valueOf(days.substring(5)));
      default -> input.putAll(Map.of("days", 1, "until", field.equals("until=") ? 5 : "x"));
    }

    assertThatThrownBy(() -> check(input)).isInstanceOf(IllegalArgumentException.class);
  }
}
