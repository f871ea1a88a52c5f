package ivs.recordings.local.cloudwatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Pattern;

/// CloudWatch's metric math, as far as our alarms and dashboards use it: numbers, the ids of other
/// queries, `+ - * /`, comparisons (1 or 0), `AND`, `OR`, `IF(condition, then, else)`,
/// `FILL(metric, number)`, `MAX`, `MIN`, `SUM` and parentheses. A period in which one side is
/// missing is missing in the result, and so is what is divided by 0.
final class MetricMath {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\\d+(?:\\.\\d+)?)|([A-Za-z]\\w*)|(>=|<=|==|!=|&&|\\|\\||[-+*/()<>,]))");

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private final Set<String> ids = new TreeSet<>();
  private final Node root;
  private int next;

  private MetricMath(String text) {
    this.text = text;
    var found = TOKEN.matcher(text);
    var from = 0;
    while (from < text.stripTrailing().length()) {
      if (!found.region(from, text.length()).lookingAt()) {
        throw refused("'%s' is not known here".formatted(text.substring(from)));
      }
      tokens.add(found.group().strip());
      from = found.end();
    }
    root = either();
    if (next < tokens.size()) {
      throw refused("nothing was expected before '%s'".formatted(tokens.get(next)));
    }
  }

  /// @throws IllegalArgumentException with what cannot be understood
  static MetricMath of(String expression) {
    return new MetricMath(expression);
  }

  /// The ids that it needs.
  Set<String> ids() {
    return Set.copyOf(ids);
  }

  /// @param series the value of each id in each period, [Double#NaN] where there is none
  double[] over(Map<String, double[]> series, int periods) {
    var result = new double[periods];
    for (var i = 0; i < periods; i++) {
      var period = i;
      var value = root.in(id -> series.getOrDefault(id, new double[periods])[period]);
      result[i] = Double.isInfinite(value) ? Double.NaN : value;
    }
    return result;
  }

  private interface Values {
    double of(String id);
  }

  private interface Node {
    double in(Values period);
  }

  private Node either() {
    var left = both();
    while (take("OR") || take("||")) {
      left = binary(left, both(), (a, b) -> truth(a != 0 || b != 0));
    }
    return left;
  }

  private Node both() {
    var left = comparison();
    while (take("AND") || take("&&")) {
      left = binary(left, comparison(), (a, b) -> truth(a != 0 && b != 0));
    }
    return left;
  }

  private Node comparison() {
    var left = sum();
    if (take(">=")) {
      return binary(left, sum(), (a, b) -> truth(a >= b));
    }
    if (take("<=")) {
      return binary(left, sum(), (a, b) -> truth(a <= b));
    }
    if (take(">")) {
      return binary(left, sum(), (a, b) -> truth(a > b));
    }
    if (take("<")) {
      return binary(left, sum(), (a, b) -> truth(a < b));
    }
    if (take("==")) {
      return binary(left, sum(), (a, b) -> truth(a == b));
    }
    return take("!=") ? binary(left, sum(), (a, b) -> truth(a != b)) : left;
  }

  private Node sum() {
    var left = product();
    while (true) {
      if (take("+")) {
        left = binary(left, product(), Double::sum);
      } else if (take("-")) {
        left = binary(left, product(), (a, b) -> a - b);
      } else {
        return left;
      }
    }
  }

  private Node product() {
    var left = single();
    while (true) {
      if (take("*")) {
        left = binary(left, single(), (a, b) -> a * b);
      } else if (take("/")) {
        left = binary(left, single(), (a, b) -> a / b);
      } else {
        return left;
      }
    }
  }

  private Node single() {
    if (take("(")) {
      var inner = either();
      expect(")");
      return inner;
    }
    if (next == tokens.size()) {
      throw refused("it ends too early");
    }
    var token = tokens.get(next++);
    if (Character.isDigit(token.charAt(0))) {
      var number = Double.parseDouble(token);
      return _ -> number;
    }
    if (take("(")) {
      return function(token);
    }
    if (!Character.isLowerCase(token.charAt(0))) {
      throw refused("'%s' is not known here".formatted(token));
    }
    ids.add(token);
    return period -> period.of(token);
  }

  private Node function(String name) {
    var arguments = new ArrayList<Node>();
    do {
      arguments.add(either());
    } while (take(","));
    expect(")");
    return switch (name) {
      case "IF" -> {
        need(arguments, 3, name);
        yield period -> {
          var condition = arguments.get(0).in(period);
          return Double.isNaN(condition)
              ? Double.NaN
              : arguments.get(condition == 0 ? 2 : 1).in(period);
        };
      }
      case "FILL" -> {
        need(arguments, 2, name);
        yield period -> {
          var value = arguments.get(0).in(period);
          return Double.isNaN(value) ? arguments.get(1).in(period) : value;
        };
      }
      case "MAX" -> period -> each(arguments, period).max().orElse(Double.NaN);
      case "MIN" -> period -> each(arguments, period).min().orElse(Double.NaN);
      case "SUM" -> period -> each(arguments, period).sum();
      default -> throw refused("the function %s is not known here".formatted(name));
    };
  }

  private static java.util.stream.DoubleStream each(List<Node> arguments, Values period) {
    return Arrays.stream(arguments.stream().mapToDouble(node -> node.in(period)).toArray());
  }

  private void need(List<Node> arguments, int count, String name) {
    if (arguments.size() != count) {
      throw refused("%s needs %d arguments".formatted(name, count));
    }
  }

  private static Node binary(Node left, Node right, DoubleBinaryOperator operator) {
    return period -> {
      var a = left.in(period);
      var b = right.in(period);
      return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : operator.applyAsDouble(a, b);
    };
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  private boolean take(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw refused("'%s' is missing".formatted(token));
    }
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("the expression '%s': %s".formatted(text, why));
  }
}
