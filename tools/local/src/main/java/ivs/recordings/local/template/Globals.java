package ivs.recordings.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a template's functions share, merged into each of them by the rules of AWS SAM: a value of
/// the function replaces the shared one, maps are merged key by key, and a list of the function is
/// appended to the shared one.
///
/// @param function the shared properties; empty if the template has no `Globals`
record Globals(TemplateSection function) {
  private static final String FUNCTION_TYPE = "AWS::Serverless::Function";

  static Globals of(TemplateSection document) {
    var globals = document.sectionOrEmpty("Globals");
    if (!Set.of("Function").containsAll(globals.values().keySet())) {
      throw new InvalidTemplateException(
          "%s may only hold Function here, not %s"
              .formatted(globals.at(), globals.values().keySet()));
    }
    return new Globals(globals.sectionOrEmpty("Function"));
  }

  TemplateSection mergedInto(TemplateSection resource) {
    if (function.values().isEmpty() || !resource.text("Type").equals(FUNCTION_TYPE)) {
      return resource;
    }
    var merged = new LinkedHashMap<>(resource.values());
    merged.put(
        "Properties", merge(function.values(), resource.sectionOrEmpty("Properties").values()));
    return new TemplateSection(resource.at(), merged);
  }

  private static Object merge(Object shared, Object own) {
    if (shared instanceof List<?> first && own instanceof List<?> second) {
      var all = new ArrayList<Object>(first);
      all.addAll(second);
      return all;
    }
    // A call of a function is a map, too, but stands for a single value.
    if (shared instanceof Map<?, ?> first
        && own instanceof Map<?, ?> second
        && !IntrinsicFunctions.isCall(first)
        && !IntrinsicFunctions.isCall(second)) {
      var all = new LinkedHashMap<Object, Object>(first);
      second.forEach(
          (key, value) -> all.put(key, all.containsKey(key) ? merge(all.get(key), value) : value));
      return all;
    }
    return own;
  }
}
