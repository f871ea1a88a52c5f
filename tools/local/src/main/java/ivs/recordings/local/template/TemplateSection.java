package ivs.recordings.local.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A map of the template and the place where it stands, so that every complaint can name it.
public record TemplateSection(String at, Map<String, Object> values) {
  static TemplateSection of(String at, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new InvalidTemplateException("%s must be a map".formatted(at));
    }
    var values = new LinkedHashMap<String, Object>();
    map.forEach((key, inner) -> values.put(String.valueOf(key), inner));
    return new TemplateSection(at, values);
  }

  String at(String key) {
    return at + "." + key;
  }

  public Optional<Object> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public Object value(String key) {
    return find(key).orElseThrow(() -> new InvalidTemplateException(at(key) + " is missing"));
  }

  public TemplateSection section(String key) {
    return of(at(key), value(key));
  }

  /// Empty where the template says nothing.
  public TemplateSection sectionOrEmpty(String key) {
    return of(at(key), find(key).orElse(Map.of()));
  }

  /// Empty where the template says nothing.
  List<Object> list(String key) {
    return switch (find(key).orElse(List.of())) {
      case List<?> list -> List.copyOf(list);
      case Object _ -> throw new InvalidTemplateException(at(key) + " must be a list");
    };
  }

  public List<TemplateSection> sections(String key) {
    return list(key).stream().map(inner -> of(at(key), inner)).toList();
  }

  public List<String> texts(String key) {
    return list(key).stream().map(inner -> text(at(key), inner)).toList();
  }

  public String text(String key) {
    return text(at(key), value(key));
  }

  public int number(String key) {
    String text = text(key);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      throw new InvalidTemplateException(
          "%s must be a whole number, not %s".formatted(at(key), text), notANumber);
    }
  }

  public static String text(String at, Object value) {
    return switch (value) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      default -> throw new InvalidTemplateException(at + " must be a single value");
    };
  }
}
