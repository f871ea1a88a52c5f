package ivs.recordings.store.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Totals;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.ItemValues;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Totals and what is counted in them, on DynamoDB Local.
final class FigureTableTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final LocalDate DAY = LocalDate.parse("2026-11-20");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final RecordingId A = new RecordingId("a");

  private final FigureTable figures = new FigureTable(LOCAL.dynamo(), "Figure");
  private final FigureEntryTable entries = entries(LOCAL.dynamo());

  private static FigureEntryTable entries(DynamoDbClient dynamo) {
    return new FigureEntryTable(
        dynamo, "FigureEntry", "Recording", new FigureTable(dynamo, "Figure"), _ -> {});
  }

  /// Writes a row whose length is its version in minutes.
  private static void row(String id, String owner, Instant begin, long version, String... more) {
    var item = new HashMap<String, AttributeValue>();
    item.put("recordingId", AttributeValue.fromS(id));
    item.put("profileId", AttributeValue.fromS(owner));
    item.put("source", AttributeValue.fromS("IVS_CHANNEL"));
    item.put("recordingStatus", AttributeValue.fromS("COMPLETED"));
    item.put("startTime", AttributeValue.fromS(begin.toString()));
    item.put("recordedMonth", AttributeValue.fromS(begin.toString().substring(0, 7)));
    item.put("recordedAt", ItemValues.sortKey(begin, id));
    item.put("recordingDurationMs", AttributeValue.fromN(Long.toString(version * 60_000)));
    item.put("sizeBytes", AttributeValue.fromN("1000"));
    item.put("version", AttributeValue.fromN(Long.toString(version)));
    item.put("updatedAt", AttributeValue.fromS(NOON.toString()));
    for (var i = 0; i < more.length; i += 2) {
      item.put(more[i], AttributeValue.fromS(more[i + 1]));
    }
    LOCAL.dynamo().putItem(put -> put.tableName("Recording").item(item));
  }

  private static void remove(String id) {
    LOCAL.dynamo().deleteItem(delete -> delete.tableName("Recording").key(RecordingTable.key(id)));
  }

  private static FigureKey key(LocalDate day, String owner) {
    return new FigureKey(day, new ProfileId(owner), Source.IVS_CHANNEL);
  }

  private static Totals totals(long recordings, long minutes) {
    return new Totals(recordings, minutes * 60_000, recordings * 1_000, new TreeMap<>(), 0);
  }

  private Map<FigureKey, Totals> onDay() {
    return figures.on(DAY, Optional.empty());
  }

  @Test
  void aVersionIsCountedOnceHoweverOftenItIsReported() {
    row("a", "anna", NOON, 3);

    assertThat(entries.count(A)).isTrue();
    assertThat(entries.count(A)).isFalse();

    assertThat(onDay()).containsExactly(Map.entry(key(DAY, "anna"), totals(1, 3)));
    assertThat(entries.counted(A).orElseThrow().version()).isEqualTo(3);
  }

  @Test
  void aLaterVersionReplacesWhatWasCounted() {
    row("a", "anna", NOON, 1);
    entries.count(A);
    row("a", "anna", NOON, 4, "recordingStatus", "FAILED", "recordingStatusReason", "Broken");
    entries.count(A);

    var failed = new TreeMap<>(Map.of("Broken", 1L));
    assertThat(onDay())
        .containsExactly(Map.entry(key(DAY, "anna"), new Totals(1, 4 * 60_000, 1_000, failed, 0)));
  }

  @Test
  void aRecordingThatMovesToAnotherDayOrOwnerLeavesTheOld() {
    row("a", "anna", NOON, 1);
    entries.count(A);
    row("a", "ben", NOON.minus(Duration.ofDays(1)), 2);
    entries.count(A);

    assertThat(onDay()).containsExactly(Map.entry(key(DAY, "anna"), Totals.NONE));
    assertThat(figures.on(DAY.minusDays(1), Optional.empty()))
        .containsExactly(Map.entry(key(DAY.minusDays(1), "ben"), totals(1, 2)));
  }

  @Test
  void aDeletedRecordingTakesItsTotalsBack() {
    row("a", "anna", NOON, 1);
    row("b", "anna", NOON, 2);
    entries.count(A);
    entries.count(new RecordingId("b"));
    row("a", "anna", NOON, 2, "deletedAt", NOON.toString());
    entries.count(A);
    remove("b");
    entries.count(new RecordingId("b"));

    assertThat(onDay()).containsExactly(Map.entry(key(DAY, "anna"), Totals.NONE));
    assertThat(entries.counted(A).orElseThrow().contribution()).isEmpty();
    assertThat(entries.counted(new RecordingId("b"))).isEmpty();
  }

  @Test
  void aRowThatBeginsAgainIsCountedAsItIs() {
    row("a", "anna", NOON, 5);
    entries.count(A);
    remove("a");
    row("a", "anna", NOON, 1);
    entries.count(A);

    assertThat(onDay()).containsExactly(Map.entry(key(DAY, "anna"), totals(1, 1)));
  }

  @Test
  void aRowThatWasJustWrittenIsLeftToItsEvent() {
    row("a", "anna", NOON, 1);

    assertThat(entries.count(A, NOON.minusSeconds(1))).isFalse();
    assertThat(entries.count(A, NOON)).isTrue();
  }

  @Test
  void oneProfileSeesItsOwnAlsoWhereAnotherBeginsAlike() {
    row("a", "anna", NOON, 1);
    row("b", "anna#x", NOON, 2);
    entries.count(A);
    entries.count(new RecordingId("b"));

    assertThat(figures.on(DAY, Optional.of(new ProfileId("anna"))))
        .containsOnlyKeys(key(DAY, "anna"));
    assertThat(onDay()).hasSize(2);
  }

  @Test
  void grantsAreAddedBesideWhatRecordingsAdd() {
    row("a", "anna", NOON, 1);
    figures.addGrant(key(DAY, "anna"));
    entries.count(A);
    figures.addGrant(key(DAY, "anna"));
    row("a", "anna", NOON, 2, "deletedAt", NOON.toString());
    entries.count(A);

    assertThat(onDay()).containsExactly(Map.entry(key(DAY, "anna"), Totals.ofGrants(2)));
  }

  @Test
  void theIndexesFindWhatIsCountedAndWhatIsRecordedOfADay() {
    row("a", "anna", Instant.parse("2026-11-20T00:00:00Z"), 1);
    row("b", "anna", Instant.parse("2026-11-20T23:59:59Z"), 1);
    row("c", "anna", Instant.parse("2026-11-21T00:00:00Z"), 1);
    List.of("a", "b", "c").forEach(id -> entries.count(new RecordingId(id)));

    assertThat(entries.countedOn(DAY).keySet()).extracting(RecordingId::value).contains("a", "b");
    assertThat(entries.countedOn(DAY)).hasSize(2);
    assertThat(entries.recordedOn(DAY).rows())
        .extracting(row -> row.recordingId().value())
        .containsExactly("a", "b");
  }

  @Test
  void manyCountersOfOneRecordingCountItOnce() throws Exception {
    var work = new ArrayList<Callable<Boolean>>();
    for (var version = 1; version <= 20; version++) {
      var written = version;
      work.add(() -> {
        if (written % 2 == 0) {
          row("a", written % 4 == 0 ? "anna" : "ben", NOON, written);
        }
        return countedAtLast(A);
      });
    }

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var each : threads.invokeAll(work)) {
        each.get();
      }
    }
    entries.count(A);

    assertThat(Totals.sum(onDay().values()).recordings()).isEqualTo(1);
    assertThat(onDay()).isEqualTo(sumOfEntriesAndNothings());
  }

  /// As the queue does it: what was lost too often comes again.
  private boolean countedAtLast(RecordingId id) {
    for (var delivery = 1; delivery <= 50; delivery++) {
      try {
        return entries.count(id);
      } catch (FigureContentionException again) {
        assertThat(again).hasMessageContaining("were written by others 8 times in a row");
      }
    }
    throw new AssertionError("never counted");
  }

  private Map<FigureKey, Totals> sumOfEntriesAndNothings() {
    var sums = new TreeMap<FigureKey, Totals>();
    onDay().keySet().forEach(key -> sums.put(key, Totals.NONE));
    entries
        .countedOn(DAY)
        .values()
        .forEach(counted ->
            counted
                .contribution()
                .ifPresent(added ->
                    sums.merge(
                        added.key(),
                        new Totals(1, added.recordedMs(), added.bytes(), new TreeMap<>(), 0),
                        Totals::plus)));
    return sums;
  }

  @Test
  void recordingsOfOneDayThatAreCountedAtOnceAllCount() throws Exception {
    var work = new ArrayList<Callable<Boolean>>();
    for (var number = 0; number < 24; number++) {
      var id = "r" + number;
      row(id, "anna", NOON, 1);
      work.add(() -> countedAtLast(new RecordingId(id)));
    }

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var each : threads.invokeAll(work)) {
        assertThat(each.get()).isTrue();
      }
    }

    assertThat(onDay()).containsExactly(Map.entry(key(DAY, "anna"), totals(24, 24)));
  }

  @Test
  void aCounterThatIsKilledAnywhereLeavesTotalsThatAreRight() {
    var seed = Long.getLong("figures.seed", System.nanoTime());
    var random = new Random(seed);
    for (var version = 1; version <= 30; version++) {
      row(
          "a",
          random.nextBoolean() ? "anna" : "ben",
          NOON.minus(Duration.ofHours(random.nextInt(20))),
          version);
      var killed = entries(killedAfter(random.nextInt(3)));
      assertThatThrownBy(() -> killed.count(A)).isInstanceOf(KilledException.class);
      assertThat(sum()).as("seed %d", seed).isLessThanOrEqualTo(1);
      if (random.nextBoolean()) {
        entries.count(A);
        assertThat(sum()).as("seed %d", seed).isEqualTo(1);
      }
    }
    entries.count(A);

    assertThat(sum()).isEqualTo(1);
    System.out.println("figures.seed=" + seed);
  }

  private long sum() {
    return Totals.sum(onDay().values()).recordings()
        + Totals.sum(figures.on(DAY.minusDays(1), Optional.empty()).values()).recordings();
  }

  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// A client that ends at the call after so many.
  private static DynamoDbClient killedAfter(int calls) {
    var left = new int[] {calls};
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (proxy, method, arguments) -> {
              if (method.isDefault() && arguments[0] instanceof Consumer) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              if (left[0]-- == 0) {
                throw new KilledException();
              }
              try {
                return method.invoke(LOCAL.dynamo(), arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
