package ivs.recordings.store;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// How values look as DynamoDB attributes: times as ISO-8601 UTC strings, durations as numbers of
/// milliseconds, and what is unknown as nothing at all.
final class ItemValues {
  private static final DateTimeFormatter FIXED_WIDTH =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ItemValues() {}

  /// A time such as `2026-11-02T09:00:00.000Z`. All have one width, so as strings they sort as the
  /// times do.
  static String fixedWidth(Instant time) {
    return FIXED_WIDTH.format(time);
  }

  /// What indexes sort by: a time, and the id that breaks ties.
  static AttributeValue sortKey(Instant time, String id) {
    return s(fixedWidth(time) + "#" + id);
  }

  static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue n(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue s(Instant time) {
    return s(time.toString());
  }

  static AttributeValue n(Duration duration) {
    return n(duration.toMillis());
  }

  static String string(Map<String, AttributeValue> item, String attribute) {
    return maybeString(item, attribute)
        .orElseThrow(
            () -> new CorruptItemException("attribute " + attribute + " is missing", item));
  }

  static Optional<String> maybeString(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute)).map(AttributeValue::s);
  }

  static Optional<Instant> maybeTime(Map<String, AttributeValue> item, String attribute) {
    return maybeString(item, attribute).map(Instant::parse);
  }

  static Optional<Long> maybeNumber(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute)).map(AttributeValue::n).map(Long::valueOf);
  }

  static Optional<Duration> maybeDuration(Map<String, AttributeValue> item, String attribute) {
    return maybeNumber(item, attribute).map(Duration::ofMillis);
  }
}
