package ivs.recordings.store.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Items that can be read, and those that cannot: a corrupt one must not hide the others.
public record Legible<T>(List<T> rows, List<CorruptItem> corruptItems) {
  public Legible {
    rows = List.copyOf(rows);
    corruptItems = List.copyOf(corruptItems);
  }

  /// How many cannot be read.
  public int corrupt() {
    return corruptItems.size();
  }

  public static <T> Legible<T> of(
      Stream<Map<String, AttributeValue>> items, Function<Map<String, AttributeValue>, T> read) {
    var rows = new ArrayList<T>();
    var corrupt = new ArrayList<CorruptItem>();
    items.forEach(item -> {
      try {
        rows.add(read.apply(item));
      } catch (CorruptItemException unreadable) {
        corrupt.add(unreadable.item());
      }
    });
    return new Legible<>(rows, corrupt);
  }
}
