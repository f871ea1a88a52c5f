package ivs.recordings.handler.ingest.row;

import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What writing rows came to, of one round or of several.
///
/// @param conflicts how many races for a row were lost
/// @param outOfOrder how many events changed a row that knew later news already
/// @param changes of recordings, each from a write that was won
public record WriteStatistics(int conflicts, int outOfOrder, List<Change> changes) {
  public static final WriteStatistics NONE = new WriteStatistics(0, 0, List.of());

  /// The reasons that IVS documents. Others are counted together, so that a word of IVS never
  /// becomes a metric of its own.
  private static final Set<String> REASONS =
      Set.of("ValidationException", "InternalServerException");

  private static final double MILLIS_OF_A_MINUTE = Duration.ofMinutes(1).toMillis();

  /// A recording before a write, if there was one, and after it.
  record Change(Optional<Recording> before, Recording after) {}

  public WriteStatistics {
    changes = List.copyOf(changes);
  }

  public WriteStatistics plus(WriteStatistics other) {
    var all = new ArrayList<>(changes);
    all.addAll(other.changes);
    return new WriteStatistics(conflicts + other.conflicts, outOfOrder + other.outOfOrder, all);
  }

  public void count(EmbeddedMetrics metrics) {
    metrics.count(Metric.WRITE_CONFLICTS, conflicts);
    metrics.count(Metric.EVENTS_OUT_OF_ORDER, outOfOrder);
    changes.forEach(change -> count(change, metrics));
  }

  /// A recording is counted where its row turns, and so only once, however often its events come.
  private static void count(Change change, EmbeddedMetrics metrics) {
    var before = change.before();
    var after = change.after();
    var source = after.source().name();
    if (after.start().isPresent() && before.flatMap(Recording::start).isEmpty()) {
      metrics.count(Metric.RECORDINGS_STARTED, 1, source);
    }
    if (before.map(Recording::status).filter(after.status()::equals).isEmpty()) {
      switch (after.status()) {
        case STARTED -> {}
        case FAILED -> metrics.count(Metric.RECORDINGS_FAILED, 1, source, reason(after));
        case COMPLETED -> metrics.count(Metric.RECORDINGS_COMPLETED, 1, source);
      }
    }
    var minutesBefore = before.map(WriteStatistics::minutes).orElse(0.0);
    metrics.count(Metric.RECORDED_MINUTES, minutes(after) - minutesBefore, source);
  }

  private static String reason(Recording recording) {
    return recording.reason().filter(REASONS::contains).orElse("other");
  }

  private static double minutes(Recording recording) {
    return recording.status() == RecordingStatus.COMPLETED && recording.duration().isPresent()
        ? recording.duration().get().toMillis() / MILLIS_OF_A_MINUTE
        : 0;
  }
}
