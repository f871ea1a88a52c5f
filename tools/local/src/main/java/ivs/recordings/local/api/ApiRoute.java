package ivs.recordings.local.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A route of the API: one operation of openapi.yaml.
///
/// @param method such as `GET`
/// @param path the path with its variables, such as `/v1/recordings/{id}`
/// @param secured whether a request needs a token
public record ApiRoute(String method, String path, boolean secured) {
  /// As API Gateway names a route.
  public String key() {
    return method + " " + path;
  }

  /// The variables of a path that fits this route.
  ///
  /// @param asked the path of the request, not decoded
  Optional<Map<String, String>> match(String asked) {
    var segments = segments(asked);
    var wanted = segments(path);
    var fits =
        segments.size() == wanted.size()
            && IntStream.range(0, wanted.size())
                .allMatch(i ->
                    isVariable(wanted.get(i))
                        ? !segments.get(i).isEmpty()
                        : wanted.get(i).equals(segments.get(i)));
    if (!fits) {
      return Optional.empty();
    }
    var variables = new LinkedHashMap<String, String>();
    for (int i = 0; i < wanted.size(); i++) {
      if (isVariable(wanted.get(i))) {
        var name = wanted.get(i).substring(1, wanted.get(i).length() - 1);
        variables.put(name, decoded(segments.get(i)));
      }
    }
    return Optional.of(variables);
  }

  /// How many of its segments are fixed: the route with most of them takes a path that fits
  /// several.
  int fixedSegments() {
    return (int) segments(path).stream().filter(segment -> !isVariable(segment)).count();
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.split("/", -1));
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  /// Decodes a path, in which a plus sign is itself.
  ///
  /// @throws IllegalArgumentException if a percent sign begins no character
  static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
