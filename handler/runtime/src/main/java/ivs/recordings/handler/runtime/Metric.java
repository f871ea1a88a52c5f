package ivs.recordings.handler.runtime;

import java.util.Optional;

/// Every metric there is; docs/metrics.md says of each when it moves and what to do. One that has a
/// dimension is written twice: over all, and for each value, of which there are few. No dimension
/// ever holds an id.
public enum Metric {
  EVENTS_RECEIVED("EventsReceived"),
  EVENTS_WRITTEN("EventsWritten"),
  EVENTS_UNCHANGED("EventsUnchanged"),
  EVENTS_PARKED("EventsParked", "Reason"),
  EVENTS_IGNORED("EventsIgnored", "Type"),
  EVENTS_RELEASED("EventsReleased"),
  EVENTS_FAILED("EventsFailed"),
  EVENTS_OUT_OF_ORDER("EventsOutOfOrder"),
  EVENT_AGE("EventAge", Optional.empty(), "Milliseconds"),
  RECORDINGS_STARTED("RecordingsStarted"),
  RECORDINGS_COMPLETED("RecordingsCompleted"),
  RECORDINGS_FAILED("RecordingsFailed", "Reason"),
  RECORDED_MINUTES("RecordedMinutes", Optional.empty(), "None"),
  WRITE_CONFLICTS("WriteConflicts"),
  RECONCILER_RUNS("ReconcilerRuns"),
  RECONCILER_REPAIRS("ReconcilerRepairs", "Kind"),
  RECONCILER_FAULTS("ReconcilerFaults", "Source"),
  EVENTS_LOST("EventsLost"),
  OPEN_RECORDINGS("OpenRecordings"),
  PARKED_OVER_AN_HOUR("ParkedOverAnHour"),
  COLD_STARTS("ColdStarts");

  private final String word;
  private final Optional<String> dimension;
  private final String unit;

  Metric(String word) {
    this(word, Optional.empty(), "Count");
  }

  Metric(String word, String dimension) {
    this(word, Optional.of(dimension), "Count");
  }

  Metric(String word, Optional<String> dimension, String unit) {
    this.word = word;
    this.dimension = dimension;
    this.unit = unit;
  }

  /// Its name in CloudWatch.
  String word() {
    return word;
  }

  Optional<String> dimension() {
    return dimension;
  }

  String unit() {
    return unit;
  }
}
