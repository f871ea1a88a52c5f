package ivs.recordings.local.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values of a template's parameters: what was given, else the default.
final class TemplateParameters {
  private TemplateParameters() {}

  static Map<String, String> values(TemplateSection declared, Map<String, String> given) {
    for (var name : given.keySet()) {
      if (declared.find(name).isEmpty()) {
        throw new InvalidTemplateException("the template has no parameter %s".formatted(name));
      }
    }
    var values = new LinkedHashMap<String, String>();
    for (var name : declared.values().keySet()) {
      values.put(name, value(name, declared.section(name), given));
    }
    return values;
  }

  private static String value(String name, TemplateSection parameter, Map<String, String> given) {
    if (!List.of("String", "Number").contains(parameter.text("Type"))) {
      throw new InvalidTemplateException(
          "%s must be String or Number".formatted(parameter.at("Type")));
    }
    String value = given.containsKey(name) ? given.get(name) : parameter.text("Default");
    var allowed = parameter.texts("AllowedValues");
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      throw new InvalidTemplateException(
          "the parameter %s must be one of %s, not %s".formatted(name, allowed, value));
    }
    return value;
  }
}
