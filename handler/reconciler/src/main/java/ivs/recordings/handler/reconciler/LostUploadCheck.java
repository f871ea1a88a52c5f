package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.RunContext.attempt;

import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.upload.UploadFault;
import ivs.recordings.model.upload.UploadRules;
import ivs.recordings.store.item.MediaState.Expected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Completes uploads whose object has arrived without an event, and ends those of which nothing
/// arrives any more.
final class LostUploadCheck {
  private final RunContext run;
  private final RecordingFiles files;
  private final CircuitBreaker s3;

  LostUploadCheck(RunContext run, RecordingFiles files, CircuitBreaker s3) {
    this.run = run;
    this.files = files;
    this.s3 = s3;
  }

  /// Checks uploads that have been open for long.
  ///
  /// @throws SourceUnavailableException if the tables are
  void check(List<Recording> open) {
    var lost = new ArrayList<Repair>();
    for (var row : open) {
      if (row.location().bucket().equals(run.settings().mediaBucket())) {
        attempt(() -> event(row)).flatMap(found -> found).ifPresent(lost::add);
      }
    }
    run.repairs().process(lost);
  }

  private Optional<Repair> event(Recording row) {
    var location = row.location();
    var object =
        s3.ask(() ->
            files.object(location.bucket().orElseThrow(), location.objectKey().orElseThrow()));
    if (object.isPresent()) {
      return object.map(arrived -> repair(UploadRules.arrived(row, arrived)));
    }
    return isOlder(row, UploadRules.LOST_AFTER) && isOlder(row, patience(row))
        ? Optional.of(repair(UploadRules.lost(row, UploadFault.UPLOAD_NOT_RECEIVED, run.now())))
        : Optional.empty();
  }

  private static Repair repair(RecordingEvent event) {
    return new Repair(Kind.COMPLETED, List.of(event));
  }

  private boolean isOlder(Recording row, Duration age) {
    return row.recordedAt().plus(age).isBefore(run.now());
  }

  /// The index of open rows does not hold whether one comes in parts.
  private Duration patience(Recording row) {
    return run.dynamo()
        .ask(() -> run.tables().recordings().find(row.id().value()))
        .flatMap(current -> current.media().expected())
        .flatMap(Expected::uploadId)
        .map(_ -> UploadRules.LOST_IN_PARTS_AFTER)
        .orElse(UploadRules.LOST_AFTER);
  }
}
