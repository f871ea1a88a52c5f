package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/// A line of JSON: when, how bad, and the fields of what is told. Whatever a sender put into a name
/// is escaped.
final class LogLine {
  /// How bad it is, by the names that Lambda and Log4j have for it.
  enum Level {
    INFO,
    WARN,
    ERROR
  }

  /// CloudWatch cuts a line at 256 KB; no name that means anything is this long.
  private static final int LONGEST = 16_384;

  private LogLine() {}

  /// @param fields by their names, in the order in which they are to stand
  static String of(Instant now, String level, Map<String, ?> fields) {
    var text = new StringWriter();
    try (var json = JsonFields.MAPPER.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("timestamp", now.toString());
      json.writeStringField("level", level);
      for (var field : fields.entrySet()) {
        json.writeFieldName(field.getKey());
        value(json, field.getValue());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /// Prints it.
  static void write(Level level, Map<String, ?> fields) {
    StandardOutput.print(
        of(Instant.ofEpochMilli(System.currentTimeMillis()), level.name(), fields));
  }

  private static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number whole) {
      json.writeNumber(whole.longValue());
    } else {
      var text = value.toString();
      json.writeString(text.substring(0, Math.min(LONGEST, text.length())));
    }
  }
}
