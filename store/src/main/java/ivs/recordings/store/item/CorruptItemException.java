package ivs.recordings.store.item;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item cannot be read. Nothing is written over it: the event goes back to its queue until an
/// operator has repaired or deleted the item.
public final class CorruptItemException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  private final transient CorruptItem item;

  public CorruptItemException(String problem, Map<String, AttributeValue> item) {
    this(CorruptItem.of(item, problem));
  }

  private CorruptItemException(CorruptItem item) {
    super(item.line());
    this.item = item;
  }

  /// The item, by its table and key.
  public CorruptItem item() {
    return item;
  }
}
