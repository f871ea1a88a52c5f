package ivs.recordings.store.item;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// How values look as DynamoDB attributes: times as ISO-8601 UTC strings, durations as numbers of
/// milliseconds, and what is unknown as nothing at all.
public final class ItemValues {
  private static final DateTimeFormatter FIXED_WIDTH =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int LONGEST_SHOWN = 100;

  private ItemValues() {}

  /// A time such as `2026-11-02T09:00:00.000Z`. All have one width, so as strings they sort as the
  /// times do.
  public static String fixedWidth(Instant time) {
    return FIXED_WIDTH.format(time);
  }

  /// What indexes sort by: a time, and the id that breaks ties.
  public static AttributeValue sortKey(Instant time, String id) {
    return s(fixedWidth(time) + "#" + id);
  }

  public static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  public static AttributeValue n(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  public static AttributeValue s(Instant time) {
    return s(time.toString());
  }

  public static AttributeValue n(Duration duration) {
    return n(duration.toMillis());
  }

  public static String string(Map<String, AttributeValue> item, String attribute) {
    return maybeString(item, attribute)
        .orElseThrow(
            () -> new CorruptItemException("attribute " + attribute + " is missing", item));
  }

  public static Optional<String> maybeString(Map<String, AttributeValue> item, String attribute) {
    return typed(item, attribute, AttributeValue.Type.S).map(AttributeValue::s);
  }

  public static Optional<Instant> maybeTime(Map<String, AttributeValue> item, String attribute) {
    return maybe(item, attribute, Instant::parse);
  }

  public static Optional<Long> maybeNumber(Map<String, AttributeValue> item, String attribute) {
    return typed(item, attribute, AttributeValue.Type.N)
        .map(value -> converted(item, attribute, value.n(), Long::valueOf));
  }

  /// A required value of one of our types.
  public static <T> T required(
      Map<String, AttributeValue> item, String attribute, Function<String, T> type) {
    return converted(item, attribute, string(item, attribute), type);
  }

  /// A value of one of our types that may be unknown.
  public static <T> Optional<T> maybe(
      Map<String, AttributeValue> item, String attribute, Function<String, T> type) {
    return maybeString(item, attribute).map(text -> converted(item, attribute, text, type));
  }

  /// An attribute of another type is corrupt and not absent: what is absent is written over.
  public static Optional<AttributeValue> typed(
      Map<String, AttributeValue> item, String attribute, AttributeValue.Type type) {
    var value = Optional.ofNullable(item.get(attribute));
    value
        .filter(found -> found.type() != type)
        .ifPresent(found -> {
          throw new CorruptItemException(
              "attribute %s has the type %s instead of %s".formatted(attribute, found.type(), type),
              item);
        });
    return value;
  }

  /// Reads an item whose values may not fit each other.
  public static <T> T consistent(Map<String, AttributeValue> item, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException contradiction) {
      throw new CorruptItemException(String.valueOf(contradiction.getMessage()), item);
    }
  }

  private static <T> T converted(
      Map<String, AttributeValue> item, String attribute, String text, Function<String, T> type) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException | DateTimeException unsound) {
      var shown = text.substring(0, Math.min(LONGEST_SHOWN, text.length()));
      throw new CorruptItemException(
          "attribute %s has the value '%s'".formatted(attribute, shown), item);
    }
  }

  public static Optional<Duration> maybeDuration(
      Map<String, AttributeValue> item, String attribute) {
    return maybeNumber(item, attribute).map(Duration::ofMillis);
  }
}
