package ivs.recordings.model.reconcile;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the files of a recording say of themselves: the last of its `events/recording-*.json`.
///
/// Of a channel it names neither the stream nor the session, so it is known by where it lies. Every
/// field but the status may be missing.
///
/// @param sourceArn the channel or stage that was recorded
/// @param stageSession the session of the stage, where one participant was recorded
/// @param startedAt when the recording began, in whole seconds
/// @param endedAt when it was over; the reconnect window has not passed by then
/// @param duration of the media; zero on a failure that came before anything was recorded
/// @param message IVS's word for what went wrong
/// @param playlist what to play, by its path inside the folder of the recording
public record Manifest(
    Status status,
    Optional<SourceArn> sourceArn,
    Optional<StreamId> stageSession,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Duration> duration,
    Optional<String> message,
    Optional<String> playlist) {

  /// IVS's words, without their `RECORDING_`.
  public enum Status {
    STARTED,
    ENDED,
    ENDED_WITH_FAILURE,
    START_FAILED
  }

  /// Whether it tells of an end, well or badly.
  public boolean isOver() {
    return switch (status) {
      case ENDED, ENDED_WITH_FAILURE, START_FAILED -> true;
      case STARTED -> false;
    };
  }
}
