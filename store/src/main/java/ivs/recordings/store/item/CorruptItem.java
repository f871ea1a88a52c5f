package ivs.recordings.store.item;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item that this code did not write, or that was changed by hand.
///
/// @param table its logical name, such as `Recording`
/// @param key its key
/// @param problem what is wrong with which attribute
public record CorruptItem(String table, String key, String problem) {
  private record Key(String table, List<String> attributes) {}

  /// Other tables' keys are attributes here and there, so the order counts.
  private static final List<Key> KEYS =
      List.of(
          new Key("WebhookDelivery", List.of("endpointId", "time#id")),
          new Key("WebhookEndpoint", List.of("ownerId", "endpointId")),
          new Key("FigureEntry", List.of("recordingId", "profileId#source")),
          new Key("Figure", List.of("day", "profileId#source")),
          new Key("Recording", List.of("recordingId")),
          new Key("ParkedEvent", List.of("waitingFor", "eventId")),
          new Key("StreamSession", List.of("streamId")),
          new Key("Profile", List.of("sourceArn")));

  static CorruptItem of(Map<String, AttributeValue> item, String problem) {
    return KEYS.stream()
        .filter(key -> item.keySet().containsAll(key.attributes()))
        .findFirst()
        .map(key -> new CorruptItem(key.table(), text(item, key.attributes()), problem))
        .orElseGet(() -> new CorruptItem("unknown", String.join(", ", item.keySet()), problem));
  }

  private static String text(Map<String, AttributeValue> item, List<String> attributes) {
    return String.join(
        " ",
        attributes.stream()
            .map(name -> Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse("?"))
            .toList());
  }

  /// A sentence for the operator, who has to find it.
  public String line() {
    return "the item %s of %s cannot be read: %s".formatted(key, table, problem);
  }
}
