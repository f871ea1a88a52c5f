package ivs.recordings.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/// DynamoDB, as far as the tables need it: seven of its operations, by their own names.
///
/// [HttpDynamoDb] is what the functions use, [SdkDynamoDb] what has an AWS SDK anyway; both keep
/// the same contract but for what they throw where DynamoDB refuses. Reads by key are consistent.
public interface DynamoDb extends AutoCloseable {
  /// The row with this key.
  Optional<Map<String, Attribute>> getItem(String table, Map<String, Attribute> key);

  /// Rows of several tables by their keys, at most a hundred.
  Batch batchGetItem(Map<String, List<Map<String, Attribute>>> keys);

  /// Changes attributes of a row, or makes it.
  ///
  /// @return the attributes that were changed, if [Update#returnValues] says so, or else none
  /// @throws ConditionFailed with the row as it is, if its condition does not hold
  Map<String, Attribute> updateItem(Update update);

  /// Writes a row in place of whatever was there.
  void putItem(String table, Map<String, Attribute> item);

  /// Deletes a row, if there is one.
  ///
  /// @throws ConditionFailed if its condition does not hold
  void deleteItem(Delete delete);

  /// One page of rows that share a key.
  Page query(Query query);

  /// One page of a table or of one of its segments.
  Page scan(Scan scan);

  /// Closes the connections that are open; the next call opens one.
  default void hangUp() {}

  @Override
  default void close() {}

  /// Every row of a query; the first page is read at once, each further one when it is needed.
  default Stream<Map<String, Attribute>> all(Query query) {
    return pages(query(query), next -> query(query.from(next)));
  }

  /// Every row of a scan; the first page is read at once, each further one when it is needed.
  default Stream<Map<String, Attribute>> all(Scan scan) {
    return pages(scan(scan), next -> scan(scan.from(next)));
  }

  private static Stream<Map<String, Attribute>> pages(
      Page first, Function<Map<String, Attribute>, Page> following) {
    return Stream.iterate(
            Optional.of(first),
            Optional::isPresent,
            page -> page.filter(each -> !each.next().isEmpty()).map(Page::next).map(following))
        .flatMap(page -> page.orElseThrow().items().stream());
  }

  /// What a BatchGetItem brought.
  ///
  /// @param items rows by their table
  /// @param unprocessed keys by their table, to be asked for again
  record Batch(
      Map<String, List<Map<String, Attribute>>> items,
      Map<String, List<Map<String, Attribute>>> unprocessed) {}

  /// Some rows, and where the next ones begin.
  ///
  /// @param next empty after the last page
  record Page(List<Map<String, Attribute>> items, Map<String, Attribute> next) {}

  /// What UpdateItem answers with.
  enum ReturnValues {
    NONE,
    UPDATED_NEW
  }

  /// An UpdateItem.
  ///
  /// @param names of attributes, by their placeholder
  /// @param values by their placeholder
  record Update(
      String table,
      Map<String, Attribute> key,
      String updateExpression,
      String conditionExpression,
      Map<String, String> names,
      Map<String, Attribute> values,
      ReturnValues returnValues) {}

  /// A DeleteItem.
  ///
  /// @param conditionExpression empty if the row is to go whatever it is
  record Delete(
      String table,
      Map<String, Attribute> key,
      String conditionExpression,
      Map<String, String> names,
      Map<String, Attribute> values) {
    /// Whatever the row is.
    static Delete of(String table, Map<String, Attribute> key) {
      return new Delete(table, key, "", Map.of(), Map.of());
    }
  }

  /// A Query.
  ///
  /// @param index empty for the table itself
  /// @param limit of a page
  /// @param start empty for the first page
  record Query(
      String table,
      Optional<String> index,
      String keyConditionExpression,
      Map<String, Attribute> values,
      boolean consistentRead,
      boolean scanIndexForward,
      OptionalInt limit,
      Map<String, Attribute> start) {
    /// A consistent read of the table itself.
    static Query ofTable(String table, String keyCondition, Map<String, Attribute> values) {
      return new Query(
          table, Optional.empty(), keyCondition, values, true, true, OptionalInt.empty(), Map.of());
    }

    /// A read of an index, which is never consistent.
    static Query ofIndex(
        String table, String index, String keyCondition, Map<String, Attribute> values) {
      return new Query(
          table,
          Optional.of(index),
          keyCondition,
          values,
          false,
          true,
          OptionalInt.empty(),
          Map.of());
    }

    Query forward(boolean forward) {
      return new Query(
          table, index, keyConditionExpression, values, consistentRead, forward, limit, start);
    }

    /// Pages of at most so many rows.
    public Query pagesOf(int most) {
      return new Query(
          table,
          index,
          keyConditionExpression,
          values,
          consistentRead,
          scanIndexForward,
          OptionalInt.of(most),
          start);
    }

    Query from(Map<String, Attribute> next) {
      return new Query(
          table,
          index,
          keyConditionExpression,
          values,
          consistentRead,
          scanIndexForward,
          limit,
          next);
    }
  }

  /// A Scan.
  ///
  /// @param segment of so many `segments`
  /// @param start empty for the first page
  record Scan(String table, int segment, int segments, Map<String, Attribute> start) {
    static Scan of(String table) {
      return new Scan(table, 0, 1, Map.of());
    }

    Scan from(Map<String, Attribute> next) {
      return new Scan(table, segment, segments, next);
    }
  }
}
