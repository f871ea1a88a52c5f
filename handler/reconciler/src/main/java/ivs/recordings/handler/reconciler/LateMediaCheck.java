package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.RunContext.attempt;

import ivs.recordings.handler.readiness.ReadinessCheck;
import ivs.recordings.handler.readiness.ReadinessCheck.Noted;
import ivs.recordings.handler.readiness.ReadinessLog;
import ivs.recordings.handler.readiness.files.GuardedFiles;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.readiness.Readiness;
import ivs.recordings.model.readiness.Readiness.Available;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.store.item.VersionedItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Repeats the check of [ReadinessCheck] for recordings that have ended and are not known to be
/// playable, until they are or the window has passed since the last change of the row.
final class LateMediaCheck {
  /// As many rows as one run looks through, oldest first: eight queries of a few pages each.
  static final int MOST = 10_000;

  private final RunContext run;
  private final ReadinessCheck check;

  LateMediaCheck(RunContext run, RecordingFiles files, CircuitBreaker s3, Clock clock) {
    this.run = run;
    this.check =
        new ReadinessCheck(
            run.tables(),
            new GuardedFiles(files, s3::ask),
            run.settings().played(),
            run.settings().visibility(),
            run.settings().hasMediaJobs(),
            clock);
  }

  /// @throws SourceUnavailableException if the tables are
  void run() {
    var ended =
        run.legible(() -> run.tables().recordings().endedSinceBefore(run.now(), MOST)).stream()
            .filter(row -> run.isAbout(row.profileId()))
            .collect(Collectors.toCollection(ArrayList::new));
    // Where there are more than the budget covers, each run begins somewhere else.
    Collections.shuffle(ended, run.random());
    again(ended);
  }

  /// Checks these once more, also where an earlier check gave up.
  void again(List<Recording> rows) {
    rows.stream().filter(this::canTell).forEach(row -> attempt(() -> check(row.id().value())));
  }

  /// Of a bucket that is not read nothing is found out, so its rows cost no call until they are
  /// given up.
  private boolean canTell(Recording row) {
    return row.status() != RecordingStatus.STARTED
        && row.location().hasFiles()
        && (row.location().bucket().filter(run.settings().played()::contains).isPresent()
            || isOver(row, Instant.MIN));
  }

  private void check(String recordingId) {
    var found = run.dynamo().ask(() -> check.find(recordingId));
    if (found.isEmpty()) {
      return;
    }
    var item = found.get();
    if (item.media().available().isPresent()) {
      publish(item);
      return;
    }
    var readiness = check.look(item);
    var gaveUp = gaveUp(item, readiness);
    if (run.request().dryRun()) {
      count(readiness instanceof Available ? Noted.AVAILABLE : Noted.NOTHING, gaveUp);
      return;
    }
    var noted = run.dynamo().ask(() -> check.note(item, readiness, gaveUp));
    count(noted, gaveUp);
    switch (noted) {
      case AVAILABLE -> ReadinessLog.checked(recordingId, readiness);
      case UNPLAYABLE -> gaveUp.ifPresent(error -> ReadinessLog.gaveUp(recordingId, error.name()));
      case NOTHING, CONFLICT -> {} // The next run checks it again.
    }
  }

  /// A stream that got its session, its start or its visibility later is entered into the list of
  /// public streams, or moved to its place.
  private void publish(VersionedItem<Recording> item) {
    if (!run.request().dryRun()) {
      run.dynamo()
          .ask(() -> {
            check.publish(item);
            return item;
          });
    }
  }

  private void count(Noted noted, Optional<MediaError> gaveUp) {
    if (noted == Noted.AVAILABLE) {
      run.report().count(Kind.AVAILABLE, 1);
    } else if (noted == Noted.UNPLAYABLE
        && gaveUp.filter(MediaError.MEDIA_MISSING::equals).isPresent()) {
      run.report().count(Kind.MEDIA_MISSING, 1);
    }
  }

  /// That a failed recording left nothing to play is no surprise. Of an upload whose job is late
  /// the change of the row makes an event, and the event submits the job once more: it may be lost.
  private Optional<MediaError> gaveUp(VersionedItem<Recording> item, Readiness readiness) {
    if (!isOver(item.value(), item.updatedAt())) {
      var isAwaited =
          readiness instanceof Readiness.Pending || readiness instanceof Readiness.AwaitsRemux;
      return isAwaited && isLate(item) ? Optional.of(MediaError.MEDIA_LATE) : Optional.empty();
    }
    if (readiness instanceof Readiness.BucketNotRead) {
      return Optional.of(MediaError.BUCKET_NOT_READ);
    }
    return Optional.of(
        item.value().status() == RecordingStatus.FAILED
            ? MediaError.NO_MEDIA
            : MediaError.MEDIA_MISSING);
  }

  private boolean isLate(VersionedItem<Recording> item) {
    return item.value().status() == RecordingStatus.COMPLETED
        && isPast(
            Reconciliation.RECONNECT_WINDOW.plus(MediaError.LATE_AFTER),
            item.value(),
            item.updatedAt());
  }

  private boolean isOver(Recording row, Instant updatedAt) {
    return isPast(run.settings().window(), row, updatedAt);
  }

  /// Rows of replayed events and of files that were found late are new, however old the recording.
  private boolean isPast(Duration time, Recording row, Instant updatedAt) {
    var end = row.outcome().map(Outcome::time).orElse(Instant.MAX);
    var latest = end.isAfter(updatedAt) ? end : updatedAt;
    return latest.isBefore(run.now().minus(time));
  }
}
