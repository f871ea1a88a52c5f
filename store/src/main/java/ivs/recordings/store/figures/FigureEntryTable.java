package ivs.recordings.store.figures;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.fixedWidth;
import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.model.figures.Contribution;
import ivs.recordings.model.figures.Counted;
import ivs.recordings.model.figures.FigureChange;
import ivs.recordings.model.library.RecordingImage;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.Legible;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// What of each recording is in the totals of [FigureTable]. Both are written in one transaction,
/// on the condition that the entry is the one that was read: so the totals are the sum of the
/// entries at every moment, with concurrent counters, and whenever a counter is killed.
public final class FigureEntryTable {
  static final String RECORDING_ID = "recordingId"; // S, partition key
  static final String VERSION = "version"; // N, the version of the row that was counted
  // What it added, absent where nothing: DAY and FIGURE of FigureTable, RECORDED_MS, BYTES, and
  static final String FAILURE = "failure"; // S, the reason

  static final String NEXT_DAY = "nextDay"; // S, on the item of the check alone

  static final String BY_DAY = "byDay";

  /// No id of a recording has this sign.
  private static final Map<String, AttributeValue> CHECK = Map.of(RECORDING_ID, s("#check"));

  /// Another has written the entry, or writes one of the items at this moment.
  private static final List<String> LOST = List.of("ConditionalCheckFailed", "TransactionConflict");

  /// Others that count the same recording, or one of the same day, profile and source, write in
  /// between. Each has made its own progress then, so that a few are enough.
  private static final int MOST_ATTEMPTS = 8;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

  private final DynamoDbClient dynamo;
  private final String table;
  private final String recordings;
  private final FigureTable figures;
  private final Consumer<Duration> pause;

  /// @param table of entries
  /// @param recordings the table of recordings
  /// @param pause waits at random for up to that long, before another attempt
  public FigureEntryTable(
      DynamoDbClient dynamo,
      String table,
      String recordings,
      FigureTable figures,
      Consumer<Duration> pause) {
    this.dynamo = dynamo;
    this.table = table;
    this.recordings = recordings;
    this.figures = figures;
    this.pause = pause;
  }

  /// The tables that `FIGURE_ENTRY_TABLE`, `FIGURE_TABLE` and `RECORDING_TABLE` name.
  ///
  /// @throws IllegalArgumentException naming the variable that is not set
  public static FigureEntryTable of(
      DynamoDbClient dynamo, Map<String, String> environment, Consumer<Duration> pause) {
    return new FigureEntryTable(
        dynamo,
        TableNames.required(environment, "FIGURE_ENTRY_TABLE"),
        TableNames.required(environment, "RECORDING_TABLE"),
        FigureTable.of(dynamo, environment),
        pause);
  }

  /// Counts a recording as its row is now. What is counted already changes nothing.
  ///
  /// @return whether anything was written
  /// @throws CorruptItemException if row or entry cannot be read
  /// @throws FigureContentionException if others kept writing in between
  public boolean count(RecordingId id) {
    return count(id, Instant.MAX);
  }

  /// The same, but a row that was written since a moment is left to the event of that.
  ///
  /// @param settled the moment
  public boolean count(RecordingId id, Instant settled) {
    for (var attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      // In this order: a row that is read after the entry is at least what the entry counted.
      var counted = counted(id);
      var row = row(id);
      if (row.filter(image -> image.updatedAt().isAfter(settled)).isPresent()) {
        return false;
      }
      var due = FigureChange.due(counted, row.map(RecordingImage::recording));
      if (due.isEmpty()) {
        return false;
      }
      if (write(id, due.get())) {
        return true;
      }
      pause.accept(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
    }
    throw new FigureContentionException(id, MOST_ATTEMPTS);
  }

  /// What is counted of a recording; the read is consistent.
  public Optional<Counted> counted(RecordingId id) {
    return item(table, id).map(FigureEntryTable::read);
  }

  private Optional<RecordingImage> row(RecordingId id) {
    return item(recordings, id).map(RecordingTable::image);
  }

  private Optional<Map<String, AttributeValue>> item(String from, RecordingId id) {
    var found = dynamo.getItem(get -> get.tableName(from).key(key(id)).consistentRead(true));
    return found.hasItem() ? Optional.of(found.item()) : Optional.empty();
  }

  /// What is counted of the recordings of a day, as the index has it, which may be a moment behind.
  public SortedMap<RecordingId, Counted> countedOn(LocalDate day) {
    var found = new TreeMap<RecordingId, Counted>(Comparator.comparing(RecordingId::value));
    dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_DAY)
                .keyConditionExpression("#day = :day")
                .expressionAttributeNames(Map.of("#day", FigureTable.DAY))
                .expressionAttributeValues(Map.of(":day", s(day.toString()))))
        .items()
        .forEach(item -> found.put(required(item, RECORDING_ID, RecordingId::new), read(item)));
    return found;
  }

  /// The recordings of a day, as the index of months has them, which may be a moment behind.
  public Legible<RecordingSummary> recordedOn(LocalDate day) {
    return Legible.of(
        dynamo
            .queryPaginator(query ->
                query
                    .tableName(recordings)
                    .indexName(RecordingTable.BY_MONTH)
                    .keyConditionExpression(
                        "recordedMonth = :month AND recordedAt BETWEEN :from AND :until")
                    .expressionAttributeValues(
                        Map.of(
                            ":month", s(YearMonth.from(day).toString()),
                            ":from", s(fixedWidth(begin(day))),
                            // A key of the next day is longer than its first moment.
                            ":until", s(fixedWidth(begin(day.plusDays(1)))))))
            .items()
            .stream(),
        RecordingTable::summary);
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /// Where the next check begins: the last one had no time for it and what comes after it.
  public Optional<LocalDate> nextToCheck() {
    var found = dynamo.getItem(get -> get.tableName(table).key(CHECK).consistentRead(true));
    return maybe(found.item(), NEXT_DAY, LocalDate::parse);
  }

  /// Notes where the next check begins.
  ///
  /// @param day empty where the last one had time for all of its days
  public void noteNextToCheck(Optional<LocalDate> day) {
    if (day.isEmpty()) {
      dynamo.deleteItem(delete -> delete.tableName(table).key(CHECK));
      return;
    }
    var item = new HashMap<>(CHECK);
    item.put(NEXT_DAY, s(day.get().toString()));
    dynamo.putItem(put -> put.tableName(table).item(item));
  }

  /// @return whether the entry was still what it was when it was read
  private boolean write(RecordingId id, FigureChange change) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(entry(id, change));
    change
        .differences()
        .forEach((key, difference) ->
            items.add(
                TransactWriteItem.builder().update(figures.addition(key, difference)).build()));
    try {
      dynamo.transactWriteItems(write -> write.transactItems(items));
      return true;
    } catch (TransactionCanceledException cancelled) {
      if (cancelled.cancellationReasons().stream()
          .anyMatch(reason -> LOST.contains(String.valueOf(reason.code())))) {
        return false;
      }
      throw cancelled;
    }
  }

  private TransactWriteItem entry(RecordingId id, FigureChange change) {
    var condition = Condition.isStill(change.before().map(FigureEntryTable::attributes));
    return change
        .after()
        .map(now -> {
          var item = attributes(now);
          item.put(RECORDING_ID, s(id.value()));
          var put = Put.builder().tableName(table).item(item);
          put.conditionExpression(condition.expression());
          put.expressionAttributeNames(condition.names());
          condition.values().ifPresent(put::expressionAttributeValues);
          return TransactWriteItem.builder().put(put.build()).build();
        })
        .orElseGet(() -> {
          var delete = Delete.builder().tableName(table).key(key(id));
          delete.conditionExpression(condition.expression());
          delete.expressionAttributeNames(condition.names());
          condition.values().ifPresent(delete::expressionAttributeValues);
          return TransactWriteItem.builder().delete(delete.build()).build();
        });
  }

  /// @param values none may be given as an empty map
  private record Condition(
      String expression, Map<String, String> names, Optional<Map<String, AttributeValue>> values) {
    private static final List<String> ATTRIBUTES =
        List.of(
            VERSION,
            FigureTable.DAY,
            FigureTable.FIGURE,
            FigureTable.RECORDED_MS,
            FigureTable.BYTES,
            FAILURE);

    /// The entry is the one that was read. Its version alone is not enough where a row that an
    /// operator deleted was made again, and began at version 1.
    ///
    /// @param seen empty where there was none
    static Condition isStill(Optional<Map<String, AttributeValue>> seen) {
      if (seen.isEmpty()) {
        return new Condition(
            "attribute_not_exists(#recordingId)",
            Map.of("#recordingId", RECORDING_ID),
            Optional.empty());
      }
      var names = new HashMap<String, String>();
      var values = new HashMap<String, AttributeValue>();
      var parts = new ArrayList<String>();
      for (var attribute : ATTRIBUTES) {
        var number = parts.size();
        names.put("#c" + number, attribute);
        var value = Optional.ofNullable(seen.get().get(attribute));
        value.ifPresent(known -> values.put(":c" + number, known));
        var form = value.isPresent() ? "#c%d = :c%d" : "attribute_not_exists(#c%d)";
        parts.add(form.formatted(number, number));
      }
      return new Condition(String.join(" AND ", parts), names, Optional.of(values));
    }
  }

  private static Map<String, AttributeValue> attributes(Counted counted) {
    var item = new HashMap<String, AttributeValue>();
    item.put(VERSION, n(counted.version()));
    counted
        .contribution()
        .ifPresent(added -> {
          item.put(FigureTable.DAY, s(added.key().day().toString()));
          item.put(FigureTable.FIGURE, s(added.key().word()));
          item.put(FigureTable.RECORDED_MS, n(added.recordedMs()));
          item.put(FigureTable.BYTES, n(added.bytes()));
          added.failure().ifPresent(reason -> item.put(FAILURE, s(reason)));
        });
    return item;
  }

  private static Counted read(Map<String, AttributeValue> item) {
    return consistent(
        item,
        () ->
            new Counted(
                maybeNumber(item, VERSION)
                    .orElseThrow(
                        () -> new CorruptItemException("attribute version is missing", item)),
                item.containsKey(FigureTable.DAY)
                    ? Optional.of(
                        new Contribution(
                            FigureTable.key(item),
                            FigureTable.number(item, FigureTable.RECORDED_MS),
                            FigureTable.number(item, FigureTable.BYTES),
                            maybeString(item, FAILURE)))
                    : Optional.empty()));
  }

  private static Map<String, AttributeValue> key(RecordingId id) {
    return Map.of(RECORDING_ID, s(id.value()));
  }
}
