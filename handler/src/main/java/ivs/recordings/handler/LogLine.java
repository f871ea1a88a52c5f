package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.message.MapMessage;

/// A line of JSON: the fields of an event's line, or what a library has to say. Whatever a sender
/// put into a name is escaped.
final class LogLine extends AbstractStringLayout {
  /// CloudWatch cuts a line at 256 KB; no name that means anything is this long.
  private static final int LONGEST = 16_384;

  LogLine() {
    super(StandardCharsets.UTF_8);
  }

  @Override
  public String toSerializable(LogEvent event) {
    var text = new StringWriter();
    try (var json = Json.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("timestamp", Instant.ofEpochMilli(event.getTimeMillis()).toString());
      json.writeStringField("level", event.getLevel().name());
      if (event.getMessage() instanceof MapMessage<?, ?> fields) {
        for (var field : fields.getData().entrySet()) {
          json.writeFieldName(field.getKey());
          value(json, field.getValue());
        }
      } else {
        json.writeStringField("logger", event.getLoggerName());
        json.writeFieldName("message");
        value(json, event.getMessage().getFormattedMessage());
        if (event.getThrown() != null) {
          json.writeStringField("exception", event.getThrown().getClass().getCanonicalName());
        }
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void value(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Boolean truth -> json.writeBoolean(truth);
      case Number whole -> json.writeNumber(whole.longValue());
      default -> {
        var text = value.toString();
        json.writeString(text.substring(0, Math.min(LONGEST, text.length())));
      }
    }
  }
}
