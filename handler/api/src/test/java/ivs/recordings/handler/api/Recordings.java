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
    set(dynamo, id, "posters", AttributeValue.fromL(posters));
  }

  /// Gives it an attribute, without a new version.
  static void set(DynamoDbClient dynamo, String id, String attribute, AttributeValue value) {
    dynamo.updateItem(update ->
        update
            .tableName(TABLE)
            .key(key(id))
            .updateExpression("SET #name = :value")
            .expressionAttributeNames(Map.of("#name", attribute))
            .expressionAttributeValues(Map.of(":value", value)));
  }

  static void remove(DynamoDbClient dynamo, String id) {
    dynamo.deleteItem(delete -> delete.tableName(TABLE).key(key(id)));
  }
}
