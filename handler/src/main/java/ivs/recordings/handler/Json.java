package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON text as a tree of four types. The stream parser alone does it: data binding would cost a
/// tenth of a second of every cold start and two megabytes of the artifact.
///
/// One reading of a text is the only one: duplicate keys, trailing words and deep nesting are
/// refused, because two readers might take them differently.
sealed interface Json {
  /// An object; its members in the order of the text.
  record Obj(Map<String, Json> members) implements Json {}

  record Arr(List<Json> elements) implements Json {}

  record Str(String value) implements Json {}

  /// A number as it was written.
  record Num(String text, boolean whole) implements Json {}

  /// `true`, `false` or `null`.
  enum Word implements Json {
    TRUE,
    FALSE,
    NULL
  }

  /// Events are four levels deep.
  int DEEPEST = 32;

  JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  /// Reads a text.
  ///
  /// @throws IOException if it is not exactly one JSON value; the message quotes none of it
  static Json parse(String text) throws IOException {
    try (var parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new IOException("the text is empty");
      }
      var value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the JSON value");
      }
      return value;
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Json>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield new Obj(members);
      }
      case START_ARRAY -> {
        var elements = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield new Arr(elements);
      }
      case VALUE_STRING -> new Str(parser.getText());
      case VALUE_NUMBER_INT -> new Num(parser.getText(), true);
      case VALUE_NUMBER_FLOAT -> new Num(parser.getText(), false);
      case VALUE_TRUE -> Word.TRUE;
      case VALUE_FALSE -> Word.FALSE;
      case VALUE_NULL -> Word.NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("a value was expected");
    };
  }
}
