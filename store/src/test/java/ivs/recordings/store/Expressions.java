package ivs.recordings.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The part of DynamoDB's expressions that this project uses. Anything else is refused by an
/// [UnsupportedOperationException], so that a new expression is never understood by half.
final class Expressions {
  private static final Pattern TOKEN = Pattern.compile("\\s*([#:]?\\w+|<>|<=|>=|[=<>(),])");
  private static final Set<String> SIGNS = Set.of("=", "<>", "<", "<=", ">", ">=");
  private static final Known<Condition> CONDITIONS = new Known<>(Expressions::wholeCondition);
  private static final Known<Update> UPDATES = new Known<>(Expressions::wholeUpdate);

  private final List<String> tokens = new ArrayList<>();
  private final Set<String> placeholders = new HashSet<>();
  private final String text;
  private int next;

  private Expressions(String text) {
    this.text = text;
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (token.lookingAt()) {
      tokens.add(token.group(1));
      end = token.end();
      token.region(end, text.length());
    }
    if (!text.substring(end).isBlank()) {
      throw unsupported();
    }
  }

  /// What the placeholders of one request stand for.
  record Words(Map<String, String> names, Map<String, AttributeValue> values) {
    String name(String word) {
      return word.startsWith("#") ? Optional.ofNullable(names.get(word)).orElseThrow() : word;
    }

    AttributeValue value(String word) {
      return Optional.ofNullable(values.get(word)).orElseThrow();
    }
  }

  /// Something that may hold of an item.
  sealed interface Condition {
    Set<String> placeholders();

    boolean holds(Map<String, AttributeValue> item, Words words);
  }

  record Either(Condition one, Condition other, Set<String> placeholders) implements Condition {
    @Override
    public boolean holds(Map<String, AttributeValue> item, Words words) {
      return one.holds(item, words) || other.holds(item, words);
    }
  }

  record Both(Condition one, Condition other, Set<String> placeholders) implements Condition {
    @Override
    public boolean holds(Map<String, AttributeValue> item, Words words) {
      return one.holds(item, words) && other.holds(item, words);
    }
  }

  record Absent(String attribute, Set<String> placeholders) implements Condition {
    @Override
    public boolean holds(Map<String, AttributeValue> item, Words words) {
      return !item.containsKey(words.name(attribute));
    }
  }

  record Comparison(String attribute, String sign, String value, Set<String> placeholders)
      implements Condition {
    @Override
    public boolean holds(Map<String, AttributeValue> item, Words words) {
      var there = Optional.ofNullable(item.get(words.name(attribute)));
      return there.isPresent() && holds(there.get(), words.value(value));
    }

    private boolean holds(AttributeValue there, AttributeValue given) {
      if (there.type() != given.type()) {
        return sign.equals("<>");
      }
      return switch (sign) {
        case "=" -> compare(there, given) == 0;
        case "<>" -> compare(there, given) != 0;
        case "<" -> compare(there, given) < 0;
        case "<=" -> compare(there, given) <= 0;
        case ">" -> compare(there, given) > 0;
        case ">=" -> compare(there, given) >= 0;
        default -> throw new UnsupportedOperationException(sign);
      };
    }

    private static int compare(AttributeValue one, AttributeValue other) {
      return switch (one.type()) {
        case S -> MemoryTable.BYTES.compare(one.s(), other.s());
        case N -> new BigDecimal(one.n()).compareTo(new BigDecimal(other.n()));
        default -> throw new UnsupportedOperationException("comparing " + one.type());
      };
    }
  }

  /// What a SET writes.
  ///
  /// @param unlessThere the attribute that is kept where it is already there
  record Assignment(String attribute, String value, Optional<String> unlessThere) {}

  record Update(
      List<Assignment> set, List<String> remove, List<Assignment> add, Set<String> placeholders) {}

  static Condition condition(String text) {
    return CONDITIONS.get(text);
  }

  static Update update(String text) {
    return UPDATES.get(text);
  }

  /// What was understood before. It has no lock: worlds that are simulated side by side would let a
  /// process wait in the middle of a call, and hang.
  private static final class Known<T> {
    private final Function<Expressions, T> reading;
    private volatile Map<String, T> known = Map.of();

    Known(Function<Expressions, T> reading) {
      this.reading = reading;
    }

    T get(String text) {
      return Optional.ofNullable(known.get(text)).orElseGet(() -> learn(text));
    }

    private T learn(String text) {
      var read = reading.apply(new Expressions(text));
      var more = new HashMap<>(known);
      more.put(text, read);
      known = more;
      return read;
    }
  }

  private Condition wholeCondition() {
    var condition = either();
    if (next < tokens.size()) {
      throw unsupported();
    }
    return condition;
  }

  private Condition either() {
    var condition = both();
    while (took("OR")) {
      condition = new Either(condition, both(), placeholders);
    }
    return condition;
  }

  private Condition both() {
    var condition = single();
    while (took("AND")) {
      condition = new Both(condition, single(), placeholders);
    }
    return condition;
  }

  private Condition single() {
    if (took("attribute_not_exists")) {
      take("(");
      var absent = new Absent(attribute(), placeholders);
      take(")");
      return absent;
    }
    var attribute = attribute();
    var sign = word();
    if (!SIGNS.contains(sign)) {
      throw unsupported();
    }
    return new Comparison(attribute, sign, value(), placeholders);
  }

  private Update wholeUpdate() {
    var set = new ArrayList<Assignment>();
    var remove = new ArrayList<String>();
    var add = new ArrayList<Assignment>();
    while (next < tokens.size()) {
      switch (word()) {
        case "SET" -> {
          do {
            set.add(assignment());
          } while (took(","));
        }
        case "REMOVE" -> {
          do {
            remove.add(attribute());
          } while (took(","));
        }
        case "ADD" -> {
          do {
            add.add(new Assignment(attribute(), value(), Optional.empty()));
          } while (took(","));
        }
        default -> throw unsupported();
      }
    }
    return new Update(set, remove, add, placeholders);
  }

  private Assignment assignment() {
    var attribute = attribute();
    take("=");
    if (!took("if_not_exists")) {
      return new Assignment(attribute, value(), Optional.empty());
    }
    take("(");
    var unlessThere = attribute();
    take(",");
    var value = value();
    take(")");
    return new Assignment(attribute, value, Optional.of(unlessThere));
  }

  private String attribute() {
    var word = word();
    if (!word.matches("#?\\w+")) {
      throw unsupported();
    }
    if (word.startsWith("#")) {
      placeholders.add(word);
    }
    return word;
  }

  private String value() {
    var word = word();
    if (!word.startsWith(":")) {
      throw unsupported();
    }
    placeholders.add(word);
    return word;
  }

  private boolean took(String word) {
    if (next < tokens.size() && tokens.get(next).equals(word)) {
      next++;
      return true;
    }
    return false;
  }

  private void take(String word) {
    if (!took(word)) {
      throw unsupported();
    }
  }

  private String word() {
    if (next == tokens.size()) {
      throw unsupported();
    }
    return tokens.get(next++);
  }

  private UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("an expression that is not used here: " + text);
  }
}
