package ivs.recordings.handler.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.Yaml;

/// openapi.yaml, and whether an answer is one of those that it promises.
final class OpenApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final OpenApiDocument PROJECT = new OpenApiDocument();

  private final JsonNode document;
  private final SchemaRegistry schemas = SchemaRegistry.withDialect(Dialects.getOpenApi30());
  private final Map<JsonNode, Schema> known = new ConcurrentHashMap<>();

  private OpenApiDocument() {
    var file = Path.of(System.getProperty("repository.root", "..")).resolve("openapi.yaml");
    try (var reader = Files.newBufferedReader(file)) {
      document = JSON.valueToTree(new Yaml().load(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Such as `GET /v1/recordings/{id}`.
  TreeSet<String> routeKeys() {
    var keys = new TreeSet<String>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(
                    method -> keys.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return keys;
  }

  boolean isPublic(String routeKey) {
    return operation(routeKey).path("security").isEmpty();
  }

  private JsonNode operation(String routeKey) {
    var words = routeKey.split(" ", 2);
    return document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
  }

  /// Fails where the document has no such status, or the body is not of its schema.
  void check(String routeKey, int status, String contentType, String body) throws IOException {
    var response = resolved(operation(routeKey).path("responses").path(String.valueOf(status)));
    assertThat(response.isMissingNode()).as("%s answers %d", routeKey, status).isFalse();
    if (response.path("content").isMissingNode()) {
      assertThat(body).isNull();
      return;
    }
    var schema = response.path("content").path(contentType).path("schema");
    assertThat(schema.isMissingNode()).as("%s %d %s", routeKey, status, contentType).isFalse();
    var content = contentType.endsWith("json") ? JSON.readTree(body) : TextNode.valueOf(body);
    assertThat(known.computeIfAbsent(schema, this::compiled).validate(content))
        .as("%s %d %s", routeKey, status, body)
        .isEmpty();
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode root = schema.deepCopy();
    root.set("components", document.path("components"));
    return schemas.getSchema(root);
  }
}
