package ivs.recordings.store;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A row that this code did not write, or that was changed by hand. Nothing is written over it: the
/// event goes back to its queue until a person has looked.
public final class CorruptItemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final List<String> KEYS =
      List.of("recordingId", "eventId", "streamId", "sourceArn");

  CorruptItemException(String what, Map<String, AttributeValue> item) {
    super(
        "%s on the row%s with the attributes %s"
            .formatted(what, key(item), new TreeSet<>(item.keySet())));
  }

  /// The operator has to find it. Other tables' keys are attributes here and there, so the order
  /// counts.
  private static String key(Map<String, AttributeValue> item) {
    return KEYS.stream()
        .flatMap(name ->
            ItemValues.maybeString(item, name)
                .map(value -> " of %s %s".formatted(name, value))
                .stream())
        .findFirst()
        .orElse("");
  }
}
