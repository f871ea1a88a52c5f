package ivs.recordings.handler.runtime;

import java.util.Map;
import org.apache.logging.log4j.message.MapMessage;

/// One line of the log by its fields. The layouts of `log4j2.json` write each at the top level of a
/// JSON object: numbers and booleans as they are, text escaped.
public final class LogFields extends MapMessage<LogFields, Object> {
  private static final long serialVersionUID = 1L;

  public LogFields() {}

  public LogFields(Map<String, Object> fields) {
    super(fields);
  }
}
