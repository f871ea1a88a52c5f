package ivs.recordings.handler;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The part of CloudWatch Logs Insights that our runbook uses, and no more: `filter` with `=`,
/// `!=`, `like`, `ispresent`, `and`, `or`, `not` and parentheses, `stats` with `count`,
/// `count_distinct`, `min` and `max` by fields and `bin`, `sort`, `limit` and `display`. Whatever
/// else is in a query is refused, so a query that passes here uses nothing that was never tried.
///
/// Field names are told by case, a missing field is equal to nothing, and `stats` puts lines
/// without a field into a group of their own, as Logs Insights does.
final class LogQuery {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<string>\"[^\"]*\"|'[^']*')|(?<regex>/(?:[^/\\\\]|\\\\.)+/)|(?<field>`[^`]+`|@?[A-Za-z_][\\w.]*)"
              + "|(?<number>\\d+[smhd]?)|(?<sign>!=|=|[(),|*]))");

  private record Token(String kind, String text) {
    boolean is(String what) {
      return text.equals(what) && !kind.equals("string");
    }
  }

  private interface Step {
    List<Map<String, String>> apply(List<Map<String, String>> rows);
  }

  private final List<Token> tokens = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> fields = new LinkedHashSet<>();
  private final Set<String> made = new LinkedHashSet<>();
  private int at;

  private LogQuery(String text) {
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (end < text.stripTrailing().length()) {
      if (!token.find(end) || token.start() != end) {
        throw new IllegalArgumentException("not understood: " + text.substring(end));
      }
      for (var kind : List.of("string", "regex", "field", "number", "sign")) {
        Optional.ofNullable(token.group(kind))
            .ifPresent(found -> tokens.add(new Token(kind, found)));
      }
      end = token.end();
    }
  }

  /// @throws IllegalArgumentException for anything beyond the part that is known here
  static LogQuery of(String text) {
    var query = new LogQuery(text);
    do {
      query.steps.add(query.step());
    } while (query.take("|"));
    if (query.at < query.tokens.size()) {
      throw new IllegalArgumentException("not understood: " + query.tokens.get(query.at).text());
    }
    return query;
  }

  /// The fields that it expects on lines; those that it makes itself are not among them.
  Set<String> fields() {
    return Set.copyOf(fields);
  }

  /// Runs it over lines of a log, each as it was written.
  List<Map<String, String>> over(List<String> lines) {
    var rows = lines.stream().map(LogQuery::row).toList();
    for (var step : steps) {
      rows = step.apply(rows);
    }
    return rows;
  }

  /// What Insights discovers in one line; a line that is no JSON has only itself.
  static Map<String, String> row(String line) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("@message", line);
    try {
      flatten("", JSON.readTree(line), row);
    } catch (JsonProcessingException notJson) {
      return row;
    }
    Optional.ofNullable(row.get("timestamp")).ifPresent(time -> row.put("@timestamp", time));
    return row;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> row) {
    if (node.isObject()) {
      node.properties()
          .forEach(field ->
              flatten(
                  name.isEmpty() ? field.getKey() : name + "." + field.getKey(),
                  field.getValue(),
                  row));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(name + "." + i, node.get(i), row);
      }
    } else if (!node.isNull()) {
      row.put(name, node.asText());
    }
  }

  private Step step() {
    var command = next().text();
    return switch (command) {
      case "filter" -> {
        var wanted = or();
        yield rows -> rows.stream().filter(wanted).toList();
      }
      case "stats" -> stats();
      case "sort" -> sort();
      case "display", "fields" -> display();
      case "limit" -> {
        int most = Integer.parseInt(next().text());
        yield rows -> rows.stream().limit(most).toList();
      }
      default -> throw new IllegalArgumentException("no command that is known here: " + command);
    };
  }

  private Predicate<Map<String, String>> or() {
    var one = and();
    while (take("or")) {
      one = one.or(and());
    }
    return one;
  }

  private Predicate<Map<String, String>> and() {
    var one = term();
    while (take("and")) {
      one = one.and(term());
    }
    return one;
  }

  private Predicate<Map<String, String>> term() {
    if (take("not")) {
      return term().negate();
    }
    if (take("(")) {
      var inner = or();
      expect(")");
      return inner;
    }
    if (take("ispresent")) {
      expect("(");
      var field = field();
      expect(")");
      return row -> row.containsKey(field);
    }
    var field = field();
    if (take("like")) {
      var pattern = next();
      var text = pattern.text().substring(1, pattern.text().length() - 1);
      var regex =
          switch (pattern.kind()) {
            case "regex" -> Pattern.compile(text);
            case "string" -> Pattern.compile(Pattern.quote(text));
            default -> throw new IllegalArgumentException("like what? " + pattern.text());
          };
      return row -> row.containsKey(field) && regex.matcher(row.getOrDefault(field, "")).find();
    }
    boolean equal = take("=");
    if (!equal) {
      expect("!=");
    }
    var value = value();
    return row -> row.containsKey(field) && row.getOrDefault(field, "").equals(value) == equal;
  }

  private String value() {
    var token = next();
    return switch (token.kind()) {
      case "string" -> token.text().substring(1, token.text().length() - 1);
      case "number" -> token.text();
      default -> throw new IllegalArgumentException("no value: " + token.text());
    };
  }

  private record Aggregate(String name, String function, Optional<String> field) {
    String of(List<Map<String, String>> rows) {
      var values =
          field.stream().flatMap(f -> rows.stream().flatMap(row -> Stream.ofNullable(row.get(f))));
      return switch (function) {
        case "count" -> Long.toString(field.isEmpty() ? rows.size() : values.count());
        case "count_distinct" -> Long.toString(values.distinct().count());
        case "min" -> values.min(NATURAL).orElse("");
        case "max" -> values.max(NATURAL).orElse("");
        default -> throw new IllegalArgumentException("no function known here: " + function);
      };
    }
  }

  private interface Key {
    Optional<String> of(Map<String, String> row);
  }

  private Step stats() {
    List<Aggregate> aggregates = new ArrayList<>();
    do {
      aggregates.add(aggregate());
    } while (take(","));
    Map<String, Key> keys = new LinkedHashMap<>();
    if (take("by")) {
      do {
        key(keys);
      } while (take(","));
    }
    aggregates.forEach(aggregate -> made.add(aggregate.name()));
    return rows -> stats(rows, aggregates, keys);
  }

  private static List<Map<String, String>> stats(
      List<Map<String, String>> rows, List<Aggregate> aggregates, Map<String, Key> keys) {
    Map<List<Optional<String>>, List<Map<String, String>>> groups =
        rows.stream()
            .collect(
                groupingBy(
                    row -> keys.values().stream().map(key -> key.of(row)).toList(),
                    LinkedHashMap::new,
                    toList()));
    List<Map<String, String>> results = new ArrayList<>();
    groups.forEach((values, group) -> {
      Map<String, String> result = new LinkedHashMap<>();
      int i = 0;
      for (var name : keys.keySet()) {
        values.get(i++).ifPresent(value -> result.put(name, value));
      }
      aggregates.forEach(aggregate -> result.put(aggregate.name(), aggregate.of(group)));
      results.add(result);
    });
    return results;
  }

  private Aggregate aggregate() {
    var function = next().text();
    expect("(");
    Optional<String> field = take("*") ? Optional.empty() : Optional.of(field());
    expect(")");
    var name = "%s(%s)".formatted(function, field.orElse("*"));
    return new Aggregate(take("as") ? name(next()) : name, function, field);
  }

  private void key(Map<String, Key> keys) {
    if (take("bin")) {
      expect("(");
      var length = next().text();
      expect(")");
      var seconds = Duration.parse("PT" + length.toUpperCase(Locale.ROOT)).toSeconds();
      keys.put(
          "bin(" + length + ")",
          row ->
              Optional.ofNullable(row.get("@timestamp"))
                  .map(Instant::parse)
                  .map(time ->
                      Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds)
                          .toString()));
      made.add("bin(" + length + ")");
    } else {
      var field = field();
      keys.put(field, row -> Optional.ofNullable(row.get(field)));
    }
  }

  private Step sort() {
    var field = field();
    boolean descending = take("desc");
    if (!descending) {
      take("asc");
    }
    Comparator<Map<String, String>> order =
        Comparator.comparing(row -> row.getOrDefault(field, ""), NATURAL);
    return rows -> rows.stream().sorted(descending ? order.reversed() : order).toList();
  }

  /// Numbers by their value, words by their letters.
  private static final Comparator<String> NATURAL =
      (one, other) ->
          one.matches("\\d+") && other.matches("\\d+")
              ? Long.compare(Long.parseLong(one), Long.parseLong(other))
              : one.compareTo(other);

  private Step display() {
    List<String> shown = new ArrayList<>();
    do {
      shown.add(field());
    } while (take(","));
    return rows ->
        rows.stream()
            .map(row -> {
              Map<String, String> result = new LinkedHashMap<>();
              shown.stream()
                  .filter(row::containsKey)
                  .forEach(name -> result.put(name, Objects.requireNonNull(row.get(name))));
              return result;
            })
            .toList();
  }

  private String field() {
    var name = name(next());
    if (!made.contains(name)) {
      fields.add(name);
    }
    return name;
  }

  private static String name(Token token) {
    if (!token.kind().equals("field")) {
      throw new IllegalArgumentException("no field: " + token.text());
    }
    return token.text().replace("`", "");
  }

  private Token next() {
    if (at >= tokens.size()) {
      throw new IllegalArgumentException("it ends too early");
    }
    return tokens.get(at++);
  }

  private boolean take(String what) {
    if (at < tokens.size() && tokens.get(at).is(what)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String what) {
    if (!take(what)) {
      throw new IllegalArgumentException(
          "%s expected, not %s"
              .formatted(what, at < tokens.size() ? tokens.get(at).text() : "the end"));
    }
  }
}
