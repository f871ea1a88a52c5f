package ivs.recordings.handler.media;

import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import java.io.IOException;
import java.time.Duration;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// One line of JSON for each end of an attempt.
final class MediaJobLog {
  private static final Logger LOG = LogManager.getLogger(MediaJobLog.class);

  private MediaJobLog() {}

  static void succeeded(MediaJobId job, Duration took) {
    LOG.info(line(job, "succeeded").with("millis", took.toMillis()));
  }

  static void failed(MediaJobId job, MediaJobFault fault, boolean isOver, String detail) {
    LOG.warn(
        line(job, isOver ? "failed" : "will be retried")
            .with("fault", fault.name())
            .with("detail", detail));
  }

  static void nothingToDo(String recordingId, String kind, String why) {
    LOG.info(
        new LogFields()
            .with("recordingId", recordingId)
            .with("kind", kind)
            .with("effect", "nothing to do")
            .with("reason", why));
  }

  static void error(String recordingId, RuntimeException fault) {
    LOG.error(
        new LogFields()
            .with("recordingId", recordingId)
            .with("effect", "failed")
            .with("fault", ErrorName.of(fault)));
  }

  static void unwritten(MediaJobId job, String fault) {
    LOG.warn(line(job, "progress is not written").with("fault", fault));
  }

  static void left(IOException fault) {
    LOG.warn(
        new LogFields()
            .with("effect", "temporary files are left")
            .with("fault", fault.getClass().getSimpleName()));
  }

  private static LogFields line(MediaJobId job, String effect) {
    return new LogFields()
        .with("recordingId", job.recordingId().value())
        .with("kind", job.kind().word())
        .with("mediaVersion", job.mediaVersion())
        .with("effect", effect);
  }
}
