package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.figures.Contribution;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Totals;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.figures.FigureEntryTable;
import ivs.recordings.store.figures.FigureTable;
import ivs.recordings.store.item.ItemValues;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// The totals of two months, of as many recordings as `-Dsoak.counted` says: 100,000 with `-Psoak`.
final class ManyFiguresTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final int RECORDINGS = Integer.getInteger("soak.counted", 600);
  private static final int DAYS = 60;
  private static final int OWNERS = 20;
  private static final int COUNTERS = 2;
  private static final int BATCH = 25;
  private static final LocalDate UNTIL = LocalDate.parse("2026-11-29");
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

  private final long seed = Long.getLong("figures.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private Map<String, AttributeValue> row(int number, long version) {
    var id = "r" + number;
    var begin = NOW.minus(Duration.ofSeconds(1L + random.nextInt(DAYS * 86_400)));
    var item = new HashMap<String, AttributeValue>();
    item.put("recordingId", AttributeValue.fromS(id));
    item.put("profileId", AttributeValue.fromS("owner" + random.nextInt(OWNERS)));
    item.put("source", AttributeValue.fromS(random.nextBoolean() ? "UPLOAD" : "IVS_CHANNEL"));
    var isFailed = random.nextInt(10) == 0;
    item.put("recordingStatus", AttributeValue.fromS(isFailed ? "FAILED" : "COMPLETED"));
    if (isFailed) {
      item.put("recordingStatusReason", AttributeValue.fromS("Recording End Failure"));
    }
    item.put("startTime", AttributeValue.fromS(begin.toString()));
    item.put("recordedMonth", AttributeValue.fromS(begin.toString().substring(0, 7)));
    item.put("recordedAt", ItemValues.sortKey(begin.truncatedTo(ChronoUnit.SECONDS), id));
    item.put(
        "recordingDurationMs", AttributeValue.fromN(String.valueOf(random.nextInt(7_200_000))));
    item.put("sizeBytes", AttributeValue.fromN(String.valueOf(random.nextInt(1 << 30))));
    item.put("version", AttributeValue.fromN(String.valueOf(version)));
    item.put("updatedAt", AttributeValue.fromS(NOW.toString()));
    if (version > 1 && random.nextInt(3) == 0) {
      item.put("deletedAt", AttributeValue.fromS(NOW.toString()));
    }
    return item;
  }

  private void write(List<Map<String, AttributeValue>> rows) {
    for (var from = 0; from < rows.size(); from += BATCH) {
      var writes =
          rows.subList(from, Math.min(rows.size(), from + BATCH)).stream()
              .map(row ->
                  WriteRequest.builder().putRequest(PutRequest.builder().item(row).build()).build())
              .toList();
      assertThat(
              LOCAL
                  .dynamo()
                  .batchWriteItem(batch -> batch.requestItems(Map.of("Recording", writes)))
                  .unprocessedItems())
          .isEmpty();
    }
  }

  /// What domain events lead to, by several counters at once.
  private static void count(List<Integer> events) throws Exception {
    var entries =
        new FigureEntryTable(
            LOCAL.dynamo(),
            "FigureEntry",
            "Recording",
            new FigureTable(LOCAL.dynamo(), "Figure"),
            longest -> pause(longest));
    try (var counters = Executors.newFixedThreadPool(COUNTERS)) {
      var shares =
          IntStream.range(0, COUNTERS)
              .mapToObj(counter ->
                  counters.submit(() ->
                      IntStream.range(0, events.size())
                          .filter(place -> place % COUNTERS == counter)
                          .forEach(
                              place -> entries.count(new RecordingId("r" + events.get(place))))))
              .toList();
      for (var share : shares) {
        share.get();
      }
    }
  }

  private static void pause(Duration longest) {
    try {
      Thread.sleep(longest);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<FigureKey, Totals> fullCount() {
    var found = new HashMap<FigureKey, List<Totals>>();
    LOCAL.dynamo().scanPaginator(scan -> scan.tableName("Recording")).items().stream()
        .map(item -> Contribution.of(RecordingTable.image(item).recording()))
        .flatMap(Optional::stream)
        .forEach(added ->
            found.computeIfAbsent(added.key(), _ -> new ArrayList<>()).add(added.totals()));
    var sums = new HashMap<FigureKey, Totals>();
    found.forEach((key, all) -> sums.put(key, Totals.sum(all)));
    return sums;
  }

  @Test
  void totalsOfManyRecordingsEqualAFullCountAndAreReadByOneQueryADay() throws Exception {
    write(IntStream.range(0, RECORDINGS).mapToObj(number -> row(number, 1)).toList());
    var events = new ArrayList<>(IntStream.range(0, RECORDINGS).boxed().toList());
    events.addAll(events.subList(0, RECORDINGS / 10));
    Collections.shuffle(events, random);
    count(events);
    var changed = random.ints(RECORDINGS / 10, 0, RECORDINGS).distinct().boxed().toList();
    write(changed.stream().map(number -> row(number, 2)).toList());
    var removed = random.ints(RECORDINGS / 50, 0, RECORDINGS).distinct().boxed().toList();
    removed.forEach(number ->
        LOCAL
            .dynamo()
            .deleteItem(
                delete -> delete.tableName("Recording").key(RecordingTable.key("r" + number))));
    var late = new ArrayList<>(changed);
    late.addAll(removed);
    late.addAll(events.subList(0, RECORDINGS / 10));
    Collections.shuffle(late, random);
    count(late);

    var metered = new MeteredDynamoDb(LOCAL.dynamo());
    var figures = new FigureTable(metered, "Figure");
    var read = new HashMap<FigureKey, Totals>();
    for (var day = 0; day < DAYS; day++) {
      read.putAll(figures.on(UNTIL.minusDays(day), Optional.empty()));
    }

    read.values().removeIf(Totals.NONE::equals);
    assertThat(read).as("seed %d", seed).isEqualTo(fullCount());
    assertThat(metered.usage().calls()).hasSize(DAYS).containsOnly("Query");
    System.out.println("figures.seed=" + seed);
  }
}
