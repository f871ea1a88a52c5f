package ivs.recordings.local.template;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// CloudFormation's functions, as far as our template uses them. What is not known here is refused
/// by name: a function that is passed over in silence would make the embedded system differ from
/// the deployed one.
final class IntrinsicFunctions {
  private static final Object NO_VALUE = new Object();
  private static final Map<String, Object> PSEUDO_PARAMETERS =
      Map.of(
          "AWS::Region",
          LocalNames.REGION,
          "AWS::AccountId",
          LocalNames.ACCOUNT,
          "AWS::Partition",
          "aws",
          "AWS::StackName",
          LocalNames.STACK,
          "AWS::URLSuffix",
          "amazonaws.com",
          "AWS::NoValue",
          NO_VALUE);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");

  private final Map<String, String> parameters;
  private final TemplateSection conditions;
  private final LocalNames names;
  private final Path folder;

  /// @param folder of the template, where the files lie that it includes
  IntrinsicFunctions(
      Map<String, String> parameters, TemplateSection conditions, LocalNames names, Path folder) {
    this.folder = folder;
    this.parameters = parameters;
    this.conditions = conditions;
    this.names = names;
  }

  TemplateSection resolve(TemplateSection section) {
    return TemplateSection.of(section.at(), resolve(section.at(), section.values()));
  }

  /// Whether a resource that hangs on a condition is there at all.
  boolean holds(TemplateSection resource) {
    return resource.find("Condition").isEmpty()
        || condition(resource.at(), resource.text("Condition"));
  }

  /// Whether a map is the call of a function, such as `{Ref: X}`.
  static boolean isCall(Map<?, ?> map) {
    return map.size() == 1 && map.keySet().stream().allMatch(Call::isFunction);
  }

  private Object resolve(String at, Object value) {
    return switch (value) {
      case null -> throw new InvalidTemplateException(at + " is empty");
      case Map<?, ?> map -> {
        var section = TemplateSection.of(at, map);
        var call = Call.in(section);
        yield call.isPresent() ? call(call.get()) : resolveEach(section);
      }
      case List<?> list -> resolveEach(at, list);
      default -> value;
    };
  }

  private Map<String, Object> resolveEach(TemplateSection section) {
    var resolved = new LinkedHashMap<String, Object>();
    section.values().forEach((key, inner) -> resolved.put(key, resolve(section.at(key), inner)));
    resolved.values().removeIf(NO_VALUE::equals);
    return resolved;
  }

  private List<Object> resolveEach(String at, List<?> list) {
    var resolved = new ArrayList<Object>();
    list.forEach(inner -> resolved.add(resolve(at, inner)));
    resolved.removeIf(NO_VALUE::equals);
    return resolved;
  }

  private Object call(Call call) {
    return switch (call.function()) {
      case "Ref" -> ref(call.at(), call.text());
      case "Fn::GetAtt" -> getAtt(call);
      case "Fn::Sub" -> sub(call);
      case "Fn::Join" -> join(call);
      case "Fn::Split" -> split(call);
      case "Fn::Transform" -> included(call);
      case "Fn::If" -> {
        var arguments = call.arguments(3);
        boolean holds = condition(call.at(), TemplateSection.text(call.at(), arguments.get(0)));
        yield resolve(call.at(), arguments.get(holds ? 1 : 2));
      }
      default ->
          throw new InvalidTemplateException(
              "%s: %s is not known here".formatted(call.at(), call.function()));
    };
  }

  /// A file that stands in the place of the call, with its own calls resolved.
  private Map<String, Object> included(Call call) {
    var transform = TemplateSection.of(call.at(), call.argument());
    if (!transform.text("Name").equals("AWS::Include")) {
      throw new InvalidTemplateException(
          "%s: the transform %s is not known here".formatted(call.at(), transform.text("Name")));
    }
    var file = folder.resolve(transform.section("Parameters").text("Location"));
    return resolve(TemplateYaml.read(file)).values();
  }

  private Object ref(String at, String name) {
    if (PSEUDO_PARAMETERS.containsKey(name)) {
      return PSEUDO_PARAMETERS.get(name);
    }
    if (parameters.containsKey(name)) {
      return parameters.get(name);
    }
    if (names.knows(name)) {
      return names.ref(name);
    }
    throw new InvalidTemplateException(
        "%s refers to %s, which is not in the template".formatted(at, name));
  }

  private String getAtt(Call call) {
    return switch (call.argument()) {
      case List<?> _ -> {
        var arguments = call.arguments(2);
        yield attribute(
            call.at(),
            TemplateSection.text(call.at(), arguments.get(0)),
            TemplateSection.text(call.at(), arguments.get(1)));
      }
      default -> attribute(call.at(), call.text());
    };
  }

  private String attribute(String at, String dotted) {
    int dot = dotted.indexOf('.');
    if (dot < 0) {
      throw new InvalidTemplateException("%s: GetAtt %s names no attribute".formatted(at, dotted));
    }
    return attribute(at, dotted.substring(0, dot), dotted.substring(dot + 1));
  }

  private String attribute(String at, String id, String attribute) {
    if (!names.knows(id)) {
      throw new InvalidTemplateException(
          "%s refers to %s, which is not in the template".formatted(at, id));
    }
    return names.attribute(at, id, attribute);
  }

  private String sub(Call call) {
    if (!(call.argument() instanceof List<?>)) {
      return sub(call.at(), call.text(), new TemplateSection(call.at(), Map.of()));
    }
    var arguments = call.arguments(2);
    return sub(
        call.at(),
        TemplateSection.text(call.at(), arguments.get(0)),
        resolve(TemplateSection.of(call.at(), arguments.get(1))));
  }

  private String sub(String at, String text, TemplateSection variables) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(placeholder(at, found, variables)));
  }

  private String placeholder(String at, MatchResult found, TemplateSection variables) {
    String name = found.group(2);
    if (!found.group(1).isEmpty()) {
      return "${" + name + "}";
    }
    if (variables.find(name).isPresent()) {
      return variables.text(name);
    }
    return name.contains(".") ? attribute(at, name) : TemplateSection.text(at, ref(at, name));
  }

  private String join(Call call) {
    var arguments = call.arguments(2);
    if (!(resolve(call.at(), arguments.get(1)) instanceof List<?> parts)) {
      throw new InvalidTemplateException("%s: Fn::Join needs a list".formatted(call.at()));
    }
    return parts.stream()
        .map(part -> TemplateSection.text(call.at(), part))
        .collect(joining(TemplateSection.text(call.at(), arguments.get(0))));
  }

  private List<String> split(Call call) {
    var arguments = call.arguments(2);
    var separator =
        Pattern.compile(TemplateSection.text(call.at(), arguments.get(0)), Pattern.LITERAL);
    var text = TemplateSection.text(call.at(), resolve(call.at(), arguments.get(1)));
    return List.of(separator.split(text, -1));
  }

  private boolean condition(String at, String name) {
    return conditions
        .find(name)
        .map(expression -> test(conditions.at(name), expression))
        .orElseThrow(() ->
            new InvalidTemplateException(
                "%s hangs on the condition %s, which is not in the template".formatted(at, name)));
  }

  private boolean test(String at, Object expression) {
    var section = TemplateSection.of(at, expression);
    if (section.find("Condition").isPresent()) {
      return condition(at, section.text("Condition"));
    }
    return Call.in(section)
        .map(this::test)
        .orElseThrow(() -> new InvalidTemplateException(at + " is not a condition"));
  }

  private boolean test(Call call) {
    return switch (call.function()) {
      case "Fn::Equals" -> {
        var sides = resolveEach(call.at(), call.arguments(2));
        yield TemplateSection.text(call.at(), sides.get(0))
            .equals(TemplateSection.text(call.at(), sides.get(1)));
      }
      case "Fn::Not" -> !test(call.at(), call.arguments(1).get(0));
      case "Fn::And" -> call.arguments().stream().allMatch(each -> test(call.at(), each));
      case "Fn::Or" -> call.arguments().stream().anyMatch(each -> test(call.at(), each));
      default ->
          throw new InvalidTemplateException(
              "%s: %s is not a condition known here".formatted(call.at(), call.function()));
    };
  }

  /// One call of a function: a map whose only key is the function's name.
  private record Call(String at, String function, Object argument) {
    static Optional<Call> in(TemplateSection section) {
      return section.values().entrySet().stream()
          .filter(_ -> isCall(section.values()))
          .map(entry -> new Call(section.at(), entry.getKey(), entry.getValue()))
          .findFirst();
    }

    private static boolean isFunction(Object key) {
      return key.equals("Ref") || key.toString().startsWith("Fn::");
    }

    String text() {
      return TemplateSection.text(at, argument);
    }

    List<?> arguments() {
      return switch (argument) {
        case List<?> list -> list;
        default ->
            throw new InvalidTemplateException(
                "%s: %s needs a list of arguments".formatted(at, function));
      };
    }

    List<?> arguments(int count) {
      if (arguments().size() != count) {
        throw new InvalidTemplateException(
            "%s: %s needs %d arguments".formatted(at, function, count));
      }
      return arguments();
    }
  }
}
