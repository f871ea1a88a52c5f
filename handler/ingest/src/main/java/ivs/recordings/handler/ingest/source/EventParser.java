package ivs.recordings.handler.ingest.source;

import ivs.recordings.handler.ingest.source.ParsedEvent.Malformed;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;

/// Reads the text of an event once, when it comes in; nothing inside checks a field again.
public final class EventParser {
  private static final SourceAdapter IVS_CHANNEL = new IvsChannelAdapter();

  private EventParser() {}

  public static ParsedEvent parse(String body) {
    JsonFields fields;
    try {
      fields = JsonFields.parse("The message", body);
    } catch (UnsoundFieldException noObject) {
      return new Malformed("", noObject.malformed());
    }
    try {
      return IVS_CHANNEL.parse(fields);
    } catch (UnsoundFieldException unsound) {
      return new Malformed(eventId(fields), unsound.malformed());
    }
  }

  /// It names the event to people and to ParkedEvent, and decides nothing, so any will do.
  static String eventId(JsonFields fields) {
    try {
      return fields.maybeText("id").orElse("");
    } catch (UnsoundFieldException noText) {
      return "";
    }
  }
}
