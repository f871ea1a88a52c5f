package ivs.recordings.store.figures;

import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Totals;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.TableNames;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/// The totals of days: one item for each profile and source that has recordings of that day. What
/// recordings add is written with [FigureEntryTable] alone, which keeps it from being added twice;
/// grants of playback have no entry and are added as they are given.
public final class FigureTable {
  static final String DAY = "day"; // S, partition key, such as 2026-11-30, in UTC
  static final String FIGURE = "profileId#source"; // S, sort key, such as anna#IVS_CHANNEL
  static final String RECORDINGS = "recordings"; // N
  static final String RECORDED_MS = "recordedMs"; // N, milliseconds
  static final String BYTES = "bytes"; // N
  static final String GRANTS = "grants"; // N
  static final String FAILED =
      "failed#"; // N, one attribute for each reason, such as failed#NO_MEDIA

  private final DynamoDbClient dynamo;
  private final String table;

  public FigureTable(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /// The table that `FIGURE_TABLE` names.
  ///
  /// @throws IllegalArgumentException if it names none
  public static FigureTable of(DynamoDbClient dynamo, Map<String, String> environment) {
    return new FigureTable(dynamo, TableNames.required(environment, "FIGURE_TABLE"));
  }

  /// The totals of a day, by one Query.
  ///
  /// @param profileId whose; empty: of all
  public SortedMap<FigureKey, Totals> on(LocalDate day, Optional<ProfileId> profileId) {
    var found = new TreeMap<FigureKey, Totals>();
    dynamo
        .queryPaginator(query -> {
          var names = new HashMap<>(Map.of("#day", DAY));
          var values = new HashMap<>(Map.of(":day", s(day.toString())));
          profileId.ifPresent(owner -> {
            names.put("#figure", FIGURE);
            values.put(":begin", s(FigureKey.beginOf(owner)));
          });
          query
              .tableName(table)
              .keyConditionExpression(
                  "#day = :day"
                      + (profileId.isPresent() ? " AND begins_with(#figure, :begin)" : ""))
              .expressionAttributeNames(names)
              .expressionAttributeValues(values);
        })
        .items()
        .forEach(item -> {
          var key = key(item);
          if (profileId.stream().allMatch(key.profileId()::equals)) {
            found.put(key, totals(item));
          }
        });
    return found;
  }

  /// Counts a grant of playback.
  public void addGrant(FigureKey key) {
    var add = addition(key, Totals.ofGrants(1));
    dynamo.updateItem(update ->
        update
            .tableName(add.tableName())
            .key(add.key())
            .updateExpression(add.updateExpression())
            .expressionAttributeNames(add.expressionAttributeNames())
            .expressionAttributeValues(add.expressionAttributeValues()));
  }

  /// Adds a difference, which is not nothing, to what is there.
  Update addition(FigureKey key, Totals difference) {
    var amounts = new TreeMap<String, Long>();
    amounts.put(RECORDINGS, difference.recordings());
    amounts.put(RECORDED_MS, difference.recordedMs());
    amounts.put(BYTES, difference.bytes());
    amounts.put(GRANTS, difference.grants());
    difference.failures().forEach((reason, count) -> amounts.put(FAILED + reason, count));
    amounts.values().removeIf(amount -> amount == 0);
    var names = new HashMap<String, String>();
    var values = new HashMap<String, AttributeValue>();
    List<String> additions = new ArrayList<>();
    amounts.forEach((attribute, amount) -> {
      var number = additions.size();
      names.put("#a" + number, attribute);
      values.put(":a" + number, n(amount));
      additions.add("#a%d :a%d".formatted(number, number));
    });
    return Update.builder()
        .tableName(table)
        .key(Map.of(DAY, s(key.day().toString()), FIGURE, s(key.word())))
        .updateExpression("ADD " + String.join(", ", additions))
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .build();
  }

  /// The key that an item of this table or of the entries holds.
  static FigureKey key(Map<String, AttributeValue> item) {
    var day = required(item, DAY, LocalDate::parse);
    return required(item, FIGURE, word -> FigureKey.of(day, word));
  }

  private static Totals totals(Map<String, AttributeValue> item) {
    var failures = new TreeMap<String, Long>();
    item.keySet().stream()
        .filter(attribute -> attribute.startsWith(FAILED))
        .forEach(attribute ->
            failures.put(attribute.substring(FAILED.length()), number(item, attribute)));
    return new Totals(
        number(item, RECORDINGS),
        number(item, RECORDED_MS),
        number(item, BYTES),
        failures,
        number(item, GRANTS));
  }

  static long number(Map<String, AttributeValue> item, String attribute) {
    return maybeNumber(item, attribute).orElse(0L);
  }
}
