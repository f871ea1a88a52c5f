package ivs.recordings.handler;

import ivs.recordings.handler.Effect.Failed;
import ivs.recordings.handler.Effect.Ignored;
import ivs.recordings.handler.Effect.Parked;
import ivs.recordings.handler.Effect.Unchanged;
import ivs.recordings.handler.Effect.Written;
import ivs.recordings.handler.LogLine.Level;
import ivs.recordings.model.ParkingCause;
import ivs.recordings.model.ParkingCause.Ambiguous;
import ivs.recordings.model.ParkingCause.Contradiction;
import ivs.recordings.model.ParkingCause.Malformed;
import ivs.recordings.model.ParkingCause.UnknownProfile;
import ivs.recordings.model.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.RecordingEvent;
import java.util.Map;
import java.util.TreeMap;

/// One line of JSON for every event: what it was, and what became of it.
///
/// The fields below are all there are. No line holds the event itself; [LogLine] escapes whatever a
/// sender put into a name.
final class EventLog {
  private EventLog() {}

  static void write(Entered entered) {
    var entry = entered.entry();
    var event = entry.event();
    var line = line(entry.messageId(), entry.eventId());
    line.put("event", event.phrase());
    line.put("time", event.envelope().time().toString());
    line.put("sourceArn", event.envelope().sourceArn().value());
    line.put("streamId", event.streamId().value());
    if (event instanceof RecordingEvent recording) {
      line.put("recordingId", recording.subject().recordingId().value());
    }
    if (entry.hasWaited()) {
      line.put("released", true);
    }
    write(line, entered.effect());
  }

  /// A message that is no event for the books.
  static void write(String messageId, String eventId, Effect effect) {
    write(line(messageId, eventId), effect);
  }

  private static Map<String, Object> line(String messageId, String eventId) {
    Map<String, Object> line = new TreeMap<>();
    line.put("messageId", messageId);
    if (!eventId.isEmpty()) {
      line.put("eventId", plain(eventId));
    }
    return line;
  }

  /// EventBridge's ids are plain. [LogLine] escapes what breaks a line, but not what turns the text
  /// around or hides in it.
  static String plain(String eventId) {
    var first = eventId.substring(0, Math.min(128, eventId.length()));
    var plain = new StringBuilder(first.length());
    for (int at = 0; at < first.length(); ) {
      int is = first.codePointAt(at);
      plain.append(is >= '!' && is <= '~' ? (char) is : '?');
      at += Character.charCount(is);
    }
    return plain.toString();
  }

  private static void write(Map<String, Object> line, Effect effect) {
    var level = Level.INFO;
    if (effect instanceof Written(var version)) {
      line.put("effect", "written");
      line.put("version", version);
    } else if (effect instanceof Unchanged) {
      line.put("effect", "unchanged");
    } else if (effect instanceof Ignored(var type)) {
      line.put("effect", "ignored");
      line.put("type", type);
    } else if (effect instanceof Parked(var cause)) {
      line.put("effect", "parked");
      line.put("reason", cause.reason());
      why(line, cause);
      level = Level.WARN;
    } else {
      line.put("effect", "failed");
      line.put("fault", ((Failed) effect).fault());
      level = Level.ERROR;
    }
    LogLine.write(level, line);
  }

  /// Whose profile, or which stream, is missing: what the person who mends it must know.
  private static void why(Map<String, Object> line, ParkingCause cause) {
    switch (cause) {
      case UnknownProfile(_, var channelName) -> line.put("channelName", channelName);
      case UnknownStreamSession(var streamId) -> line.put("missingStreamId", streamId.value());
      case Ambiguous(var detail) -> line.put("detail", detail);
      case Contradiction(var detail) -> line.put("detail", detail);
      case Malformed(var where, var detail) -> {
        line.put("where", where);
        line.put("detail", detail);
      }
    }
  }
}
