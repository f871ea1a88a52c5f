package ivs.recordings.handler.runtime;

import java.util.List;

/// Every metric there is; docs/metrics.md says of each when it moves and what to do. One that has
/// dimensions is written over all, and for each value of each dimension, of which there are few. No
/// dimension ever holds an id.
public enum Metric {
  EVENTS_RECEIVED("EventsReceived"),
  EVENTS_WRITTEN("EventsWritten"),
  EVENTS_UNCHANGED("EventsUnchanged"),
  EVENTS_PARKED("EventsParked", "Reason"),
  EVENTS_IGNORED("EventsIgnored", "Type"),
  EVENTS_RELEASED("EventsReleased"),
  EVENTS_FAILED("EventsFailed"),
  EVENTS_OUT_OF_ORDER("EventsOutOfOrder"),
  EVENT_AGE("EventAge", List.of(), "Milliseconds"),
  RECORDINGS_STARTED("RecordingsStarted", "source"),
  RECORDINGS_COMPLETED("RecordingsCompleted", "source"),
  RECORDINGS_FAILED("RecordingsFailed", "source", "Reason"),
  RECORDED_MINUTES("RecordedMinutes", List.of("source"), "None"),
  WRITE_CONFLICTS("WriteConflicts"),
  RECONCILER_RUNS("ReconcilerRuns"),
  RECONCILER_REPAIRS("ReconcilerRepairs", "Kind"),
  RECONCILER_FAULTS("ReconcilerFaults", "Source"),
  EVENTS_LOST("EventsLost"),
  OPEN_RECORDINGS("OpenRecordings"),
  PARKED_OVER_AN_HOUR("ParkedOverAnHour"),
  API_REQUESTS("ApiRequests", "Route"),
  API_ERRORS("ApiErrors", "Route"),
  DOMAIN_EVENTS_PUBLISHED("DomainEventsPublished", "type"),
  DOMAIN_EVENTS_FAILED("DomainEventsFailed"),
  DOMAIN_EVENTS_SKIPPED("DomainEventsSkipped"),
  RECORDINGS_AVAILABLE("RecordingsAvailable"),
  MEDIA_MISSING("MediaMissing"),
  READINESS_CHECKS("ReadinessChecks", "Result"),
  RECORDINGS_DELETED("RecordingsDeleted"),
  OBJECTS_DELETED("ObjectsDeleted"),
  RETENTION_FAULTS("RetentionFaults"),
  RETENTION_OVERDUE("RetentionOverdue"),
  FIGURES_COUNTED("FiguresCounted"),
  FIGURES_UNCHANGED("FiguresUnchanged"),
  FIGURES_FAILED("FiguresFailed"),
  FIGURE_CHECKS("FigureChecks"),
  FIGURE_CORRECTIONS("FigureCorrections"),
  FIGURE_DAYS_LEFT("FigureDaysLeft"),
  MEDIA_JOBS_SUCCEEDED("MediaJobsSucceeded", "Kind"),
  MEDIA_JOBS_FAILED("MediaJobsFailed", "Kind"),
  WEBHOOK_ATTEMPTS("WebhookAttempts", "Result"),
  WEBHOOK_UNDELIVERED_AGE("WebhookUndeliveredAge", List.of(), "Milliseconds"),
  WEBHOOKS_DISABLED("WebhooksDisabled", "Reason"),
  WEBHOOK_FAULTS("WebhookFaults"),
  COLD_STARTS("ColdStarts");

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // A List.of cannot be changed.
  private final List<String> dimensions;

  private final String unit;

  Metric(String word, String... dimensions) {
    this(word, List.of(dimensions), "Count");
  }

  Metric(String word, List<String> dimensions, String unit) {
    this.word = word;
    this.dimensions = List.copyOf(dimensions);
    this.unit = unit;
  }

  /// Its name in CloudWatch.
  String word() {
    return word;
  }

  List<String> dimensions() {
    return dimensions;
  }

  String unit() {
    return unit;
  }
}
