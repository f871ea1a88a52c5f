package ivs.recordings.handler.readiness;

import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.model.readiness.Readiness;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// One line of JSON for every recording that was checked: its id, and what was found.
public final class ReadinessLog {
  private static final Logger LOG = LogManager.getLogger(ReadinessLog.class);

  private ReadinessLog() {}

  /// What was found of a recording.
  public static void checked(String recordingId, Readiness readiness) {
    var line = line(recordingId, ReadinessCheck.word(readiness));
    if (readiness instanceof Readiness.Pending(var missing)) {
      line.with("missing", missing);
    }
    LOG.info(line);
  }

  /// A recording whose files are not waited for any more.
  public static void gaveUp(String recordingId, String mediaError) {
    LOG.warn(line(recordingId, "gave up").with("mediaError", mediaError));
  }

  static void failed(String recordingId, String fault) {
    LOG.error(line(recordingId, "failed").with("fault", fault));
  }

  private static LogFields line(String recordingId, String effect) {
    return new LogFields().with("recordingId", recordingId).with("effect", effect);
  }
}
