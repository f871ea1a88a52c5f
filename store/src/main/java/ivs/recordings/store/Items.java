package ivs.recordings.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How values look as DynamoDB attributes: times as ISO-8601 UTC strings, durations as numbers of
/// milliseconds, and what is unknown as nothing at all.
final class Items {
  private Items() {}

  static Attribute s(String value) {
    return new Attribute.S(value);
  }

  static Attribute n(long value) {
    return new Attribute.N(Long.toString(value));
  }

  static Attribute s(Instant time) {
    return s(time.toString());
  }

  static Attribute n(Duration duration) {
    return n(duration.toMillis());
  }

  static String string(Map<String, Attribute> item, String attribute) {
    if (item.get(attribute) instanceof Attribute.S(var text)) {
      return text;
    }
    throw new CorruptRow("attribute " + attribute + " is missing", item);
  }

  static Optional<String> maybeString(Map<String, Attribute> item, String attribute) {
    return item.get(attribute) instanceof Attribute.S(var text)
        ? Optional.of(text)
        : Optional.empty();
  }

  static Optional<Instant> maybeTime(Map<String, Attribute> item, String attribute) {
    return item.get(attribute) instanceof Attribute.S(var text)
        ? Optional.of(Instant.parse(text))
        : Optional.empty();
  }

  static Optional<Long> maybeNumber(Map<String, Attribute> item, String attribute) {
    return item.get(attribute) instanceof Attribute.N(var number)
        ? Optional.of(Long.valueOf(number))
        : Optional.empty();
  }

  static Optional<Duration> maybeDuration(Map<String, Attribute> item, String attribute) {
    return maybeNumber(item, attribute).map(Duration::ofMillis);
  }
}
