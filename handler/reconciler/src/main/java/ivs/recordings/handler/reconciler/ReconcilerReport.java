package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.ingest.row.WriteStatistics;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.model.recording.S3Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What one run found and did.
public final class ReconcilerReport {
  /// The ways in which a run makes something good, by their names in the report and in metrics.
  public enum Kind {
    /// Parked events whose cause was gone.
    RELEASED("released"),
    /// Open recordings that learned their end, and ended ones that learned their start.
    COMPLETED("completed"),
    /// Failures that learned their duration, or that they had not failed.
    CORRECTED("corrected"),
    /// Recordings that had no row.
    CREATED("created"),
    /// Streams whose events were lost.
    REBUILT_SESSIONS("rebuiltSessions"),
    /// What no event tells: ends of stage sessions, and durations of compositions.
    FILLED_IN("filledIn"),
    /// Recordings that belong to a stream of an app that had ended before.
    LINKED("linked"),
    /// Recordings without a row whose stream is a person's to say.
    PARKED_AMBIGUOUS("parkedAmbiguous"),
    /// Ambiguous ones that are so no more.
    RESOLVED_AMBIGUOUS("resolvedAmbiguous"),
    /// Rows known by their files that yielded to the row of their session.
    YIELDED("yielded"),
    /// Live streams that have more viewers than were ever seen.
    VIEWER_COUNTS("viewerCounts"),
    /// Ended recordings that can be played since the check of this run.
    AVAILABLE("available"),
    /// Completed recordings whose files were not found within the window.
    MEDIA_MISSING("mediaMissing");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /// Whether each of them is a row that an event should have written and did not.
    boolean tellsOfALostEvent() {
      return switch (this) {
        case COMPLETED, CORRECTED, CREATED, REBUILT_SESSIONS -> true;
        case RELEASED,
            FILLED_IN,
            LINKED,
            PARKED_AMBIGUOUS,
            RESOLVED_AMBIGUOUS,
            YIELDED,
            VIEWER_COUNTS,
            AVAILABLE,
            MEDIA_MISSING ->
            false;
      };
    }
  }

  private final Map<Kind, Long> repairs = new EnumMap<>(Kind.class);
  private final List<CircuitBreaker> sources = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private long unchanged;
  private OptionalLong open = OptionalLong.empty();
  private OptionalLong parkedOverAnHour = OptionalLong.empty();
  private WriteStatistics writing = WriteStatistics.NONE;
  private long channels;
  private long channelsLeft;
  private final Set<S3Prefix> unreadableManifests = new HashSet<>();
  private Optional<Instant> unreadableSince = Optional.empty();
  private boolean outOfTime;
  private boolean leftSomething;

  ReconcilerReport() {
    for (var kind : Kind.values()) {
      repairs.put(kind, 0L);
    }
  }

  void count(Kind kind, long howMany) {
    repairs.merge(kind, howMany, Long::sum);
  }

  /// It was found lost, and known by the time it was entered.
  void unchanged() {
    unchanged++;
  }

  void open(long howMany) {
    open = OptionalLong.of(howMany);
  }

  void parkedOverAnHour(long howMany) {
    parkedOverAnHour = OptionalLong.of(howMany);
  }

  void wrote(WriteStatistics more) {
    writing = writing.plus(more);
  }

  void channel() {
    channels++;
  }

  void channelsLeft(long howMany) {
    channelsLeft += howMany;
  }

  /// A person must look at it.
  ///
  /// @param began when its recording began, or a moment before
  public void unreadableManifest(S3Prefix prefix, Instant began) {
    unreadableManifests.add(prefix);
    unreadableSince = unreadableSince.filter(began::isAfter).or(() -> Optional.of(began));
  }

  void outOfTime() {
    outOfTime = true;
  }

  void use(CircuitBreaker source) {
    sources.add(source);
  }

  /// A sentence for the operator, said once.
  public void note(String sentence) {
    notes.add(sentence);
  }

  /// Something this run had set out to look at and did not, said once.
  public void leftOut(String sentence) {
    leftSomething = true;
    note(sentence);
  }

  Map<Kind, Long> repairs() {
    return Map.copyOf(repairs);
  }

  long repairs(Kind kind) {
    return repairs.getOrDefault(kind, 0L);
  }

  /// How many recordings are open; empty if they could not be counted.
  OptionalLong open() {
    return open;
  }

  /// How many events have been parked for more than an hour; empty if they could not be counted.
  OptionalLong parkedOverAnHour() {
    return parkedOverAnHour;
  }

  WriteStatistics writing() {
    return writing;
  }

  /// Faults of each source that had any.
  Map<String, Long> faults() {
    Map<String, Long> faults = new LinkedHashMap<>();
    for (var source : sources) {
      if (source.faults() > 0) {
        faults.merge(source.name(), (long) source.faults(), Long::sum);
      }
    }
    return faults;
  }

  private Map<String, Long> calls() {
    Map<String, Long> calls = new LinkedHashMap<>();
    sources.forEach(source -> calls.merge(source.name(), (long) source.calls(), Long::sum));
    return calls;
  }

  /// As JSON would have it.
  Map<String, Object> asMap(boolean dryRun) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("dryRun", dryRun);
    repairs.forEach((kind, count) -> map.put(kind.word(), count));
    map.put("unchanged", unchanged);
    map.put("open", open.orElse(0));
    map.put("channels", channels);
    map.put("channelsLeft", channelsLeft);
    map.put("unreadableManifests", (long) unreadableManifests.size());
    unreadableSince.ifPresent(since -> map.put("unreadableSince", since.toString()));
    map.put("calls", calls());
    map.put("faults", faults());
    var said = new LinkedHashSet<>(notes);
    for (var source : sources) {
      source.said().ifPresent(fault -> said.add(source.name() + ": " + fault));
      source.limit().ifPresent(said::add);
    }
    map.put("notes", List.copyOf(said));
    map.put("outOfTime", outOfTime);
    map.put("complete", isComplete());
    return map;
  }

  /// Whether nothing was left undone that this run had set out to do.
  private boolean isComplete() {
    return !outOfTime
        && !leftSomething
        && channelsLeft == 0
        && sources.stream().allMatch(source -> source.faults() == 0 && source.limit().isEmpty());
  }
}
