package ivs.recordings.store;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Values as the SDK has them, for what stands beside the tables and not in them.
final class SdkValues {
  private SdkValues() {}

  static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue n(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  /// @throws CorruptRow as [Items#string] does
  static String string(Map<String, AttributeValue> item, String attribute) {
    var value = item.get(attribute);
    if (value == null || value.s() == null) {
      throw new CorruptRow("attribute " + attribute + " is missing", Map.of());
    }
    return value.s();
  }
}
