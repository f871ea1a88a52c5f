package ivs.recordings.store.webhook;

import static ivs.recordings.store.item.ItemValues.n;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An update of an item, attribute by attribute.
final class AttributeUpdate {
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();
  private final List<String> sets = new ArrayList<>();
  private final List<String> removals = new ArrayList<>();
  private final List<String> additions = new ArrayList<>();

  void set(String attribute, AttributeValue value) {
    sets.add("%s = %s".formatted(name(attribute), value(value)));
  }

  void setIfAbsent(String attribute, AttributeValue value) {
    var name = name(attribute);
    sets.add("%s = if_not_exists(%s, %s)".formatted(name, name, value(value)));
  }

  void add(String attribute, long howMuch) {
    additions.add("%s %s".formatted(name(attribute), value(n(howMuch))));
  }

  void remove(String... attributes) {
    for (var attribute : attributes) {
      removals.add(name(attribute));
    }
  }

  private String name(String attribute) {
    var name = "#u" + names.size();
    names.put(name, attribute);
    return name;
  }

  private String value(AttributeValue value) {
    var name = ":u" + values.size();
    values.put(name, value);
    return name;
  }

  String expression() {
    return Stream.of(clause("SET", sets), clause("REMOVE", removals), clause("ADD", additions))
        .filter(clause -> !clause.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String clause(String word, List<String> actions) {
    return actions.isEmpty() ? "" : word + " " + String.join(", ", actions);
  }

  /// To which the caller may add those of a condition.
  Map<String, String> names() {
    return new HashMap<>(names);
  }

  /// To which the caller may add those of a condition.
  Map<String, AttributeValue> values() {
    return new HashMap<>(values);
  }
}
