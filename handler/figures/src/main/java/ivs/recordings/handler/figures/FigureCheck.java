package ivs.recordings.handler.figures;

import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.DeadlineExceededException;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.model.figures.Contribution;
import ivs.recordings.model.figures.Counted;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.figures.FigureContentionException;
import ivs.recordings.store.figures.FigureEntryTable;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.Legible;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Compares what is counted with the rows, day by day, and counts again what differs: an event that
/// was given up, a row that was removed without one, or rows that are older than the figures.
///
/// A check that has no time for all of its days says where to go on. It goes on with another day
/// where it could do nothing for the one that it began with, so each day has its turn.
///
/// @param days in their order, after the last of which the first comes again
/// @param deadline a day or a recording is not begun after it
/// @param now what was written a short while ago is left to its event
record FigureCheck(FigureEntryTable entries, List<LocalDate> days, Deadline deadline, Instant now) {
  private static final Logger LOG = LogManager.getLogger(FigureCheck.class);

  /// An event is on its way for seconds, and for minutes where the queue is behind.
  private static final Duration IN_FLIGHT = Duration.ofMinutes(15);

  /// What a check found.
  ///
  /// @param recordings that were compared
  /// @param corrected that were counted again
  /// @param faults rows or entries that cannot be read, or were written by others all the time
  /// @param daysLeft for which there was no time
  /// @param next the day to go on with; empty where it is complete
  record Report(
      long recordings, long corrected, long faults, int daysLeft, Optional<LocalDate> next) {
    Map<String, Object> asMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("recordings", recordings);
      map.put("corrected", corrected);
      map.put("faults", faults);
      map.put("complete", next.isEmpty());
      next.ifPresent(day -> map.put("next", day.toString()));
      return map;
    }
  }

  /// What was done of one day.
  ///
  /// @param isOver whether there was time for all of it
  private record Day(long recordings, long corrected, long faults, boolean isOver) {}

  Report run() {
    var recordings = 0L;
    var corrected = 0L;
    var faults = 0L;
    for (var i = 0; i < days.size(); i++) {
      if (deadline.isNear()) {
        return new Report(recordings, corrected, faults, days.size() - i, Optional.of(days.get(i)));
      }
      var day = checked(days.get(i));
      recordings += day.recordings();
      corrected += day.corrected();
      faults += day.faults();
      if (!day.isOver()) {
        var isStuck = i == 0 && day.corrected() == 0;
        if (isStuck) {
          faults++;
          LOG.error(
              new LogFields()
                  .with("day", days.get(i).toString())
                  .with("effect", "check failed")
                  .with("fault", "a whole check has no time for this day"));
        }
        var next = days.get(isStuck ? 1 % days.size() : i);
        return new Report(recordings, corrected, faults, days.size() - i, Optional.of(next));
      }
    }
    return new Report(recordings, corrected, faults, 0, Optional.empty());
  }

  private Day checked(LocalDate day) {
    Map<RecordingId, Counted> counted;
    Legible<RecordingSummary> listed;
    try {
      counted = entries.countedOn(day);
      listed = entries.recordedOn(day);
    } catch (DeadlineExceededException late) {
      return new Day(0, 0, 0, false);
    }
    listed.corruptItems().forEach(item -> failed(item.key(), item.problem()));
    var rows =
        listed.rows().stream()
            .collect(
                Collectors.toMap(RecordingSummary::recordingId, Contribution::of, (one, _) -> one));
    var corrected = 0L;
    var faults = (long) listed.corrupt();
    for (var id : differing(counted, rows)) {
      if (deadline.isNear()) {
        return new Day(rows.size(), corrected, faults, false);
      }
      try {
        if (entries.count(id, now.minus(IN_FLIGHT))) {
          corrected++;
          LOG.info(
              new LogFields()
                  .with("recordingId", id.value())
                  .with("effect", "corrected")
                  .with("day", day.toString()));
        }
      } catch (DeadlineExceededException late) {
        return new Day(rows.size(), corrected, faults, false);
      } catch (CorruptItemException | FigureContentionException fault) {
        faults++;
        failed(id.value(), String.valueOf(fault.getMessage()));
      }
    }
    return new Day(rows.size(), corrected, faults, true);
  }

  /// Those of either side that are not the same on the other.
  private static Set<RecordingId> differing(
      Map<RecordingId, Counted> counted, Map<RecordingId, Optional<Contribution>> rows) {
    var differing = new LinkedHashSet<RecordingId>();
    rows.forEach((id, contribution) -> {
      if (!contribution.equals(
          Optional.ofNullable(counted.get(id)).flatMap(Counted::contribution))) {
        differing.add(id);
      }
    });
    counted.keySet().stream().filter(id -> !rows.containsKey(id)).forEach(differing::add);
    return differing;
  }

  private static void failed(String recordingId, String fault) {
    LOG.error(
        new LogFields()
            .with("recordingId", recordingId)
            .with("effect", "check failed")
            .with("fault", fault));
  }
}
