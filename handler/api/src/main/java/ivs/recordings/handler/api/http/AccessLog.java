package ivs.recordings.handler.api.http;

import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Duration;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// One line for each request. It names the route and not the path, and holds no query string,
/// header or body: tokens, search words and titles are in those.
public final class AccessLog {
  private static final Logger LOG = LogManager.getLogger(AccessLog.class);

  private AccessLog() {}

  public static void write(
      String requestId, String route, int status, Duration took, Optional<Viewer> viewer) {
    LOG.info(
        new LogFields()
            .with("requestId", requestId)
            .with("route", route)
            .with("status", status)
            .with("ms", took.toMillis())
            .with("caller", caller(viewer)));
  }

  private static String caller(Optional<Viewer> viewer) {
    return viewer
        .map(known ->
            switch (known) {
              case Viewer.Operator() -> "operator";
              case Viewer.Owner _ -> "profile";
            })
        .orElse("none");
  }

  /// A row that an answer leaves out.
  public static void unreadable(CorruptItemException row) {
    LOG.error(
        new LogFields()
            .with("error", row.getClass().getSimpleName())
            .with("item", row.item().key())
            .with("detail", row.item().problem()));
  }

  /// A view that is missing in the total of its stream, or a grant in the figures.
  ///
  /// @param what such as `a view`
  public static void uncounted(String what, RuntimeException thrown) {
    LOG.warn(
        new LogFields()
            .with("error", thrown.getClass().getSimpleName())
            .with("detail", what + " was not counted"));
  }

  /// A recording that is known to be playable and cannot be played.
  public static void unusable(RecordingId recording, String why) {
    LOG.error(new LogFields().with("recordingId", recording.value()).with("detail", why));
  }

  /// An error that the client is told nothing of but the id of its request.
  public static void error(String requestId, String route, Throwable thrown) {
    var line =
        new LogFields()
            .with("requestId", requestId)
            .with("route", route)
            .with("error", thrown.getClass().getSimpleName())
            .with("detail", String.valueOf(thrown.getMessage()));
    Optional.of(thrown.getStackTrace())
        .filter(trace -> trace.length > 0)
        .ifPresent(trace -> line.with("at", trace[0].toString()));
    LOG.error(line);
  }
}
