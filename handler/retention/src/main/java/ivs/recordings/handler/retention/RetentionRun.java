package ivs.recordings.handler.retention;

import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.DeadlineExceededException;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.retention.Deletion;
import ivs.recordings.model.retention.Deletion.Territory;
import ivs.recordings.model.retention.DeletionStep.InvalidatePaths;
import ivs.recordings.model.retention.DeletionStep.MarkDeleted;
import ivs.recordings.model.retention.DeletionStep.RemoveObjects;
import ivs.recordings.model.retention.DeletionStep.WriteTombstone;
import ivs.recordings.model.retention.Due;
import ivs.recordings.model.retention.ObjectScope;
import ivs.recordings.model.retention.RetainedRecording;
import ivs.recordings.model.retention.TombstoneLifetime;
import ivs.recordings.store.RetentionTable;
import ivs.recordings.store.RetentionTable.DueEntry;
import ivs.recordings.store.RetentionTable.Retained;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One run: plans or applies, by the same rules and in the same order, what is due.
final class RetentionRun {
  private final RetentionTable table;
  private final Optional<MediaJobTable> jobs;
  private final StoredObjects objects;
  private final Optional<EdgeCache> edge;
  private final Territory territory;
  private final int archiveDays;
  private final RetentionRequest request;
  private final Deadline deadline;
  private final Instant now;
  private final RetentionReport report;

  /// What the index of profiles said in this run.
  private final Map<ProfileId, Legible<RetainedRecording>> ofProfiles = new HashMap<>();

  /// What a plan takes for deleted, as it would be by then.
  private final Set<RecordingId> planned = new HashSet<>();

  RetentionRun(
      RetentionTable table,
      Optional<MediaJobTable> jobs,
      StoredObjects objects,
      Optional<EdgeCache> edge,
      Territory territory,
      int archiveDays,
      RetentionRequest request,
      Deadline deadline,
      Instant now) {
    this.table = table;
    this.jobs = jobs;
    this.objects = objects;
    this.edge = edge;
    this.territory = territory;
    this.archiveDays = archiveDays;
    this.request = request;
    this.deadline = deadline;
    this.now = now;
    this.report = new RetentionReport(request.mode());
  }

  /// Goes on until all is done, the limit is reached or time is short. One that fails stands in the
  /// way of no other.
  RetentionReport run() {
    try (var due = due()) {
      for (var next = due.iterator(); next.hasNext(); ) {
        if (deadline.isNear() || report.done() == request.limit()) {
          report.incomplete();
          break;
        }
        isolated(next.next());
      }
    } catch (DeadlineExceededException late) {
      report.incomplete();
    }
    return report;
  }

  private Stream<RecordingId> due() {
    return request.recordingId().map(Stream::of).orElseGet(() -> table.due(now).map(DueEntry::id));
  }

  private void isolated(RecordingId id) {
    try {
      settle(id);
    } catch (DeadlineExceededException late) {
      throw late;
    } catch (RuntimeException fault) {
      report.fault(id.value(), ErrorName.of(fault));
    }
  }

  private void settle(RecordingId id) {
    var row = table.find(id).filter(this::isAsked);
    var due = row.flatMap(found -> Due.of(found.recording(), now));
    if (row.isEmpty() || due.isEmpty()) {
      request
          .recordingId()
          .ifPresent(_ -> report.note("Recording %s is not due.".formatted(id.value())));
      return;
    }
    var deletion = planned(row.get(), due.get());
    if (deletion.blocked().isPresent()) {
      report.fault(deletion, "blocked", deletion.blocked().get());
      return;
    }
    switch (request.mode()) {
      case PLAN -> {
        report.done(deletion, counted(deletion));
        planned.add(id);
      }
      case APPLY -> apply(deletion, row.get());
    }
  }

  private boolean isAsked(Retained row) {
    return request.profile().filter(asked -> !asked.equals(row.recording().profileId())).isEmpty();
  }

  private Deletion planned(Retained row, Due due) {
    return Deletion.of(row.recording(), due, sharing(row.recording()), territory, now);
  }

  private Removed counted(Deletion deletion) {
    return deletion.scopes().stream()
        .map(scope -> objects.count(scope, key -> deletion.removes(scope, key)))
        .reduce(Removed.NOTHING, Removed::plus);
  }

  private void apply(Deletion deletion, Retained row) {
    try {
      switch (performed(deletion, row)) {
        case Performed.Done(var removed) -> report.done(deletion, removed);
        case Performed.Left(var why) ->
            report.note(
                "Recording %s %s and is left to the next run."
                    .formatted(deletion.id().value(), why));
      }
    } catch (DeadlineExceededException late) {
      throw late;
    } catch (RuntimeException fault) {
      report.fault(deletion, "failed", ErrorName.of(fault));
    }
  }

  /// What became of a deletion.
  private sealed interface Performed {
    record Done(Removed removed) implements Performed {}

    record Left(String why) implements Performed {}
  }

  private static final Performed CHANGED = new Performed.Left("was changed meanwhile");

  /// A job that began before the mark may still store a file, which none begins to do after it. So
  /// what runs is asked for after the mark and before the objects are removed; then the row is kept
  /// for the next run, which removes what has come.
  private Performed performed(Deletion deletion, Retained row) {
    var isMarked = row.recording().deletedAt().isPresent();
    var isWorkedOn = isMarked && isWorkedOn(row.recording().id());
    var removed = Removed.NOTHING;
    for (var step : deletion.steps(now)) {
      switch (step) {
        case MarkDeleted() -> {
          // What is kept is decided after the mark. Two runs that delete two rows of the same files
          // would else each leave the files to the other.
          return table.markDeleted(row.recording().id(), row.version())
              ? table.find(row.recording().id()).map(this::continued).orElse(CHANGED)
              : CHANGED;
        }
        case RemoveObjects(var scopes) -> removed = removed(deletion, scopes);
        case InvalidatePaths(var paths) -> invalidate(row.recording(), paths);
        case WriteTombstone() -> {
          if (isWorkedOn) {
            return new Performed.Left("has a media job that still runs");
          }
          var deletedAt = row.recording().deletedAt().orElse(now);
          table.bury(row.recording().id(), TombstoneLifetime.expiresAt(deletedAt, archiveDays));
        }
      }
    }
    return new Performed.Done(removed);
  }

  private Performed continued(Retained marked) {
    return Due.of(marked.recording(), now)
        .map(due -> performed(planned(marked, due), marked))
        .orElse(CHANGED);
  }

  private boolean isWorkedOn(RecordingId id) {
    return jobs.stream()
        .flatMap(table -> table.ofRecording(id).stream())
        .anyMatch(job -> job.isRunning(now));
  }

  private Removed removed(Deletion deletion, List<ObjectScope> scopes) {
    var sum = Removed.NOTHING;
    for (var scope : scopes) {
      sum = sum.plus(objects.remove(scope, key -> deletion.removes(scope, key)));
    }
    return sum;
  }

  private void invalidate(RetainedRecording recording, List<String> paths) {
    if (!paths.isEmpty()) {
      edge.ifPresent(cache ->
          cache.invalidate(recording.id().value(), recording.deletedAt().orElse(now), paths));
    }
  }

  /// Rows that have files in common with a recording, as they are now: those of its profile by what
  /// the index says of their places, and those of any owner whose id the place itself makes.
  ///
  /// @throws IllegalStateException if a row of the profile cannot be read, for it may be one
  private List<RetainedRecording> sharing(RetainedRecording recording) {
    var own = scope(recording);
    if (own.isEmpty()) {
      return List.of();
    }
    var candidates = new LinkedHashSet<>(RetentionTable.sameFiles(recording));
    var ofProfile = ofProfiles.computeIfAbsent(recording.profileId(), table::ofProfile);
    if (ofProfile.corrupt() > 0) {
      throw new IllegalStateException(
          "%d rows of its profile cannot be read, and may have the same files"
              .formatted(ofProfile.corrupt()));
    }
    ofProfile.rows().stream()
        .filter(other -> scope(other).filter(own.get()::overlaps).isPresent())
        .map(RetainedRecording::id)
        .forEach(candidates::add);
    candidates.remove(recording.id());
    candidates.removeAll(planned);
    var rows = new ArrayList<RetainedRecording>();
    candidates.forEach(id -> table.find(id).map(Retained::recording).ifPresent(rows::add));
    return rows;
  }

  /// Empty where a row names no place of one recording: such a row is never deleted.
  private static Optional<ObjectScope> scope(RetainedRecording recording) {
    try {
      return ObjectScope.of(recording.location());
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }
}
