package ivs.recordings.handler.publisher;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.transformers.v2.dynamodb.DynamodbAttributeValueTransformer;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.library.RecordingImage;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.CorruptItem;
import ivs.recordings.store.item.CorruptItemException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a record of the table's stream leads to.
sealed interface StreamChange {
  /// Where the record stands in its shard.
  String sequenceNumber();

  /// An event to be sent.
  record Told(String sequenceNumber, DomainEvent event) implements StreamChange {}

  /// Nothing: a row that is gone, or no new version of it.
  record Silent(String sequenceNumber) implements StreamChange {}

  /// The row cannot be read, now or when it is tried again.
  record Unreadable(String sequenceNumber, CorruptItem item) implements StreamChange {}

  /// Reads a record. An old image that cannot be read counts as none: a row that was repaired by
  /// hand has an event, with the type of a new one.
  static StreamChange of(DynamodbStreamRecord streamed) {
    var change = streamed.getDynamodb();
    var number = change.getSequenceNumber();
    try {
      var after = image(change.getNewImage());
      return DomainEvent.between(legible(change.getOldImage()), after)
          .<StreamChange>map(event -> new Told(number, event))
          .orElseGet(() -> new Silent(number));
    } catch (CorruptItemException unreadable) {
      return new Unreadable(number, unreadable.item());
    }
  }

  private static Optional<RecordingImage> legible(@Nullable Map<String, AttributeValue> item) {
    try {
      return image(item);
    } catch (CorruptItemException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<RecordingImage> image(@Nullable Map<String, AttributeValue> item) {
    return item == null || item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            RecordingTable.image(DynamodbAttributeValueTransformer.toAttributeValueMapV2(item)));
  }
}
