package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.string;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.RecordingId;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Which recordings a stream is part of: one item for each stream of a merged recording, the first
/// stream included, and none for a recording of one stream, which the index `byStream` finds.
///
/// An item only leads to a row. Whether the stream is part of the recording is said by the row's
/// `streamIds`.
public final class RecordingStreamTable {
  static final String STREAM_ID = "streamId"; // S, partition key
  static final String RECORDING_ID = "recordingId"; // S, sort key

  private final DynamoDbClient dynamo;
  private final String table;

  public RecordingStreamTable(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /// Writing an item again changes nothing.
  void put(StreamId streamId, RecordingId recordingId) {
    dynamo.putItem(put -> put.tableName(table).item(key(streamId, recordingId)));
  }

  void remove(StreamId streamId, RecordingId recordingId) {
    dynamo.deleteItem(delete -> delete.tableName(table).key(key(streamId, recordingId)));
  }

  /// The ids of the merged recordings that a stream may be part of; the read is consistent.
  public List<String> recordingsOf(StreamId streamId) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .keyConditionExpression("streamId = :stream")
                .expressionAttributeValues(Map.of(":stream", s(streamId.value())))
                .consistentRead(true))
        .items()
        .stream()
        .map(item -> string(item, RECORDING_ID))
        .toList();
  }

  private static Map<String, AttributeValue> key(StreamId streamId, RecordingId recordingId) {
    return Map.of(STREAM_ID, s(streamId.value()), RECORDING_ID, s(recordingId.value()));
  }
}
