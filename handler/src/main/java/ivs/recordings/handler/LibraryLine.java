package ivs.recordings.handler;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/// What a library has to say, as a line like all others.
final class LibraryLine extends AbstractStringLayout {
  LibraryLine() {
    super(StandardCharsets.UTF_8);
  }

  @Override
  public String toSerializable(LogEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("logger", event.getLoggerName());
    fields.put("message", event.getMessage().getFormattedMessage());
    if (event.getThrown() != null) {
      fields.put("exception", String.valueOf(event.getThrown().getClass().getCanonicalName()));
    }
    var time = Instant.ofEpochMilli(event.getTimeMillis());
    return LogLine.of(time, event.getLevel().name(), fields) + "\n";
  }
}
