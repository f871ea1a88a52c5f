package ivs.recordings.local.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A route of the API: one operation of openapi.yaml.
///
/// @param method such as `GET`
/// @param path the path with its variables, such as `/v1/recordings/{id}`
/// @param secured whether a request needs a token
public record ApiRoute(String method, String path, boolean secured) {
  private static final String GREEDY = "+}";
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}+]+)\\+?}");

  /// As API Gateway names a route.
  public String key() {
    return method + " " + path;
  }

  /// The variables of a path that fits this route.
  ///
  /// @param asked the path of the request, not decoded
  Optional<Map<String, String>> match(String asked) {
    var wanted = segments(path);
    // What is left for a greedy variable keeps its slashes.
    var segments = Arrays.asList(asked.split("/", isGreedy() ? wanted.size() : -1));
    if (segments.size() != wanted.size()) {
      return Optional.empty();
    }
    var variables = new LinkedHashMap<String, String>();
    for (int i = 0; i < wanted.size(); i++) {
      var variable = VARIABLE.matcher(wanted.get(i));
      if (variable.matches() && !segments.get(i).isEmpty()) {
        variables.put(variable.group(1), decoded(segments.get(i)));
      } else if (!wanted.get(i).equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /// Whether its last variable takes the rest of the path, like `{path+}`.
  boolean isGreedy() {
    return path.endsWith(GREEDY);
  }

  /// How many of its segments are fixed: the route with most of them takes a path that fits
  /// several.
  int fixedSegments() {
    return (int)
        segments(path).stream().filter(segment -> !VARIABLE.matcher(segment).matches()).count();
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.split("/", -1));
  }

  /// Decodes a path, in which a plus sign is itself.
  ///
  /// @throws IllegalArgumentException if a percent sign begins no character
  static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
