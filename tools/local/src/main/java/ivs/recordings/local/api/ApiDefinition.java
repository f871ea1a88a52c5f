package ivs.recordings.local.api;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import ivs.recordings.local.template.Template;
import ivs.recordings.local.template.TemplateSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/// What API Gateway makes of openapi.yaml.
///
/// @param routes the most specific first
/// @param authorizer who may sign tokens, and for whom
/// @param cors empty where no other origin may call
/// @param published the document as clients read it, without what only API Gateway needs
public record ApiDefinition(
    List<ApiRoute> routes, Authorizer authorizer, Optional<CorsRules> cors, String published) {
  private static final String FILE = "openapi.yaml";
  private static final String EXTENSION = "x-amazon-";
  private static final String CORS = "x-amazon-apigateway-cors";
  private static final String AUTHORIZER = "x-amazon-apigateway-authorizer";
  private static final Map<String, String> BEARER =
      Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT");
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");

  /// A JWT authorizer.
  public record Authorizer(String issuer, List<String> audience) {}

  /// Reads the document beside the template, with the values that the template's parameters have.
  public static ApiDefinition of(Template template) {
    var document = template.included(FILE);
    var schemes = document.section("components").section("securitySchemes");
    var configuration =
        template.resolved(
            schemes.values().keySet().stream()
                .map(schemes::section)
                .filter(scheme -> scheme.find(AUTHORIZER).isPresent())
                .map(scheme -> scheme.section(AUTHORIZER).section("jwtConfiguration"))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException(schemes.at() + " has no " + AUTHORIZER)));
    return new ApiDefinition(
        routes(document),
        new Authorizer(configuration.text("issuer"), configuration.texts("audience")),
        cors(template, document),
        published(document));
  }

  private static List<ApiRoute> routes(TemplateSection document) {
    var routes = new ArrayList<ApiRoute>();
    var paths = document.section("paths");
    for (var path : paths.values().keySet()) {
      var item = paths.section(path);
      item.values().keySet().stream()
          .filter(METHODS::contains)
          .map(method ->
              new ApiRoute(
                  method.toUpperCase(Locale.ROOT),
                  path,
                  !requirements(document, item.section(method)).isEmpty()))
          .forEach(routes::add);
    }
    // API Gateway looks at greedy routes after all others.
    routes.sort(
        comparing(ApiRoute::isGreedy)
            .thenComparing(comparingInt(ApiRoute::fixedSegments).reversed()));
    return List.copyOf(routes);
  }

  private static List<TemplateSection> requirements(
      TemplateSection document, TemplateSection operation) {
    return operation.find("security").isPresent()
        ? operation.sections("security")
        : document.sections("security");
  }

  private static Optional<CorsRules> cors(Template template, TemplateSection document) {
    var part = new TemplateSection(document.at(), new LinkedHashMap<>());
    document.find(CORS).ifPresent(cors -> part.values().put(CORS, cors));
    var resolved = template.resolved(part);
    return resolved.find(CORS).map(_ -> CorsRules.of(resolved.section(CORS)));
  }

  private static String published(TemplateSection document) {
    var all = new LinkedHashMap<>(document.values());
    var components = new LinkedHashMap<>(document.section("components").values());
    var schemes = new LinkedHashMap<String, Object>();
    document
        .section("components")
        .section("securitySchemes")
        .values()
        .keySet()
        .forEach(name -> schemes.put(name, new LinkedHashMap<>(BEARER)));
    components.put("securitySchemes", schemes);
    all.put("components", components);
    removeExtensions(all);
    return new Yaml().dump(all);
  }

  /// What the document is read from is used for nothing else afterwards.
  private static void removeExtensions(Object value) {
    if (value instanceof Map<?, ?> map) {
      map.keySet().removeIf(key -> String.valueOf(key).startsWith(EXTENSION));
      map.values().forEach(ApiDefinition::removeExtensions);
    } else if (value instanceof List<?> list) {
      list.forEach(ApiDefinition::removeExtensions);
    }
  }

  /// The route of a request.
  ///
  /// @param path not decoded
  /// @throws IllegalArgumentException if the path can't be decoded
  Optional<Match> match(String method, String path) {
    return routes.stream()
        .filter(route -> route.method().equals(method))
        .flatMap(route -> route.match(path).map(variables -> new Match(route, variables)).stream())
        .findFirst();
  }

  /// A route, and the values of the variables in its path.
  record Match(ApiRoute route, Map<String, String> variables) {}
}
