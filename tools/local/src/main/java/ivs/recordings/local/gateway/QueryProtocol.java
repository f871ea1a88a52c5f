package ivs.recordings.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// AWS's query protocol as JSON, so that only one form has to be understood: in a request the names
/// of a form say where a value belongs (`Dimensions.member.1.Name`), an answer is XML.
public final class QueryProtocol {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private QueryProtocol() {}

  public static JsonNode read(String form) {
    var root = new Place();
    for (var field : form.split("&", -1)) {
      var parts = field.split("=", 2);
      if (parts.length == 2) {
        root.put(decoded(parts[0]), decoded(parts[1]));
      }
    }
    return root.json();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /// A part of the form: a value, a list if all that it holds is `member`, or a structure.
  private static final class Place {
    private final Map<String, Place> inner = new TreeMap<>();
    private String value = "";

    void put(String path, String text) {
      if (path.isEmpty()) {
        value = text;
        return;
      }
      var dot = path.indexOf('.');
      var name = dot < 0 ? path : path.substring(0, dot);
      inner
          .computeIfAbsent(name, _ -> new Place())
          .put(dot < 0 ? "" : path.substring(dot + 1), text);
    }

    JsonNode json() {
      if (inner.isEmpty()) {
        return JSON.getNodeFactory().textNode(value);
      }
      var members = inner.get("member");
      if (members != null) {
        var list = JSON.createArrayNode();
        members.inner.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> Integer.valueOf(entry.getKey()),
                    Map.Entry::getValue,
                    (one, _) -> one,
                    TreeMap::new))
            .values()
            .forEach(member -> list.add(member.json()));
        return list;
      }
      var structure = JSON.createObjectNode();
      inner.forEach((name, place) -> structure.set(name, place.json()));
      return structure;
    }
  }

  /// An answer as XML. Times must be texts already.
  ///
  /// @param namespace the service's name and version
  public static String answer(String namespace, String operation, ObjectNode result) {
    var xml = new StringBuilder();
    xml.append("<%sResponse xmlns=\"%s\">".formatted(operation, namespace));
    xml.append("<%sResult>".formatted(operation));
    result.properties().forEach(field -> write(xml, field.getKey(), field.getValue()));
    xml.append("</%sResult>".formatted(operation));
    xml.append("<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>");
    return xml.append("</%sResponse>".formatted(operation)).toString();
  }

  private static void write(StringBuilder xml, String name, JsonNode value) {
    xml.append('<').append(name).append('>');
    if (value.isArray()) {
      value.forEach(member -> write(xml, "member", member));
    } else if (value.isObject()) {
      value.properties().forEach(field -> write(xml, field.getKey(), field.getValue()));
    } else {
      xml.append(escaped(value.asText()));
    }
    xml.append("</").append(name).append('>');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
