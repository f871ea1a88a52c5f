package ivs.recordings.handler.api;

import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What else than events changes a row.
final class Recordings {
  private static final String TABLE = "Recording";

  private Recordings() {}

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("recordingId", AttributeValue.fromS(id));
  }

  /// Gives it the images `media/thumbnails/0.jpg` to `2.jpg`.
  static void withPosters(DynamoDbClient dynamo, String id) {
    var posters =
        Stream.of("0", "1", "2")
            .map(number -> AttributeValue.fromS("media/thumbnails/" + number + ".jpg"))
            .toList();
    dynamo.updateItem(update ->
        update
            .tableName(TABLE)
            .key(key(id))
            .updateExpression("SET posters = :posters")
            .expressionAttributeValues(Map.of(":posters", AttributeValue.fromL(posters))));
  }

  static void remove(DynamoDbClient dynamo, String id) {
    dynamo.deleteItem(delete -> delete.tableName(TABLE).key(key(id)));
  }
}
