package ivs.recordings.store;

import ivs.recordings.store.item.CorruptItem;
import ivs.recordings.store.item.Legible;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Looks for items that cannot be read, for people; it walks the tables.
public record CorruptItems(DynamoDbClient dynamo, TableNames names) {

  /// Those among the first `limit` items of each table, which come in no order.
  public List<CorruptItem> among(int limit) {
    return Stream.of(
            in(names.profile(), ProfileTable::read, limit),
            in(names.streamSession(), StreamSessionTable::read, limit),
            in(names.recording(), RecordingTable::read, limit),
            in(names.parkedEvent(), ParkedEventTable::read, limit))
        .flatMap(List::stream)
        .toList();
  }

  private List<CorruptItem> in(
      String table, Function<Map<String, AttributeValue>, ?> read, int limit) {
    return Legible.of(
            dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream().limit(limit),
            read::apply)
        .corruptItems();
  }
}
