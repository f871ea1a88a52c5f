package ivs.recordings.handler;

import ivs.recordings.model.Recording;
import java.util.Map;
import java.util.TreeMap;

/// The one thing that a reconciler does and no event can: it takes a needless row away.
final class ReconcilerLog {
  private ReconcilerLog() {}

  /// @param files known by its files only
  /// @param session the same recording, known by its session
  static void yielded(Recording files, Recording session) {
    Map<String, Object> line = new TreeMap<>();
    line.put("messageId", Repairs.MESSAGE);
    line.put("effect", "removed");
    line.put("sourceArn", files.sourceArn().value());
    line.put("recordingId", session.id().value());
    line.put("detail", "Its second row, known by its files only, is gone.");
    LogLine.write(LogLine.Level.INFO, line);
  }
}
