package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.RunContext.attempt;

import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.ManifestFinder;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import ivs.recordings.store.item.WriteResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Completes recordings that have been open for long from the manifest that IVS left at their
/// files, and uploads from their object.
final class OpenRecordingCompletion {
  /// As many rows as one run looks through, oldest first: eight queries of a few pages each.
  static final int MOST = 10_000;

  private final RunContext run;
  private final ManifestFinder manifests;
  private final LostUploadCheck uploads;
  private final CircuitBreaker s3;

  OpenRecordingCompletion(
      RunContext run, ManifestFinder manifests, LostUploadCheck uploads, CircuitBreaker s3) {
    this.run = run;
    this.uploads = uploads;
    this.manifests = manifests;
    this.s3 = s3;
  }

  private record Finding(Recording row, Manifest manifest) {}

  /// @param live streams that IVS says are live: their recordings cost no call
  /// @throws SourceUnavailableException if the tables are
  void run(Set<StreamId> live) {
    var open =
        run.legible(() -> run.tables().recordings().openSinceBefore(run.old(), MOST)).stream()
            .filter(row -> run.isAbout(row.profileId()))
            .collect(Collectors.toCollection(ArrayList::new));
    // An upload has no manifest, and is no recording that should have ended.
    uploads.check(open.stream().filter(row -> row.source() == Source.UPLOAD).toList());
    open.removeIf(row -> row.source() == Source.UPLOAD);
    run.report().open(open.size());
    open.removeIf(row -> row.streamIds().stream().anyMatch(live::contains));
    // Where there are more than the budget covers, each run begins somewhere else.
    Collections.shuffle(open, run.random());
    var findings = new ArrayList<Finding>();
    for (var row : open) {
      var found = attempt(() -> find(row));
      found.flatMap(manifest -> manifest).ifPresent(findings::add);
      if (found.filter(Optional::isEmpty).isPresent() && lastsTooLong(row)) {
        attempt(() -> noteMissingEnd(row));
      }
      if (findings.size() == LostEventProcessor.AT_ONCE) {
        complete(findings);
        findings.clear();
      }
    }
    complete(findings);
  }

  private boolean lastsTooLong(Recording row) {
    return row.recordedAt()
        .plus(Audit.LONGEST_RECORDING)
        .plus(MediaError.LATE_AFTER)
        .isBefore(run.now());
  }

  /// Says on the row that its end is not known; an end that comes later is entered as any other.
  private boolean noteMissingEnd(Recording row) {
    var table = run.tables().recordings();
    var item = run.dynamo().ask(() -> table.find(row.id().value()));
    return item.filter(current -> current.value().status() == RecordingStatus.STARTED)
        .filter(current -> current.media().error().isEmpty() && !run.request().dryRun())
        .map(current ->
            run.dynamo().ask(() -> table.markUnplayable(current, MediaError.END_MISSING))
                instanceof WriteResult.Done)
        .orElse(false);
  }

  private Optional<Finding> find(Recording row) {
    return manifests
        .over(row.location(), row.recordedAt(), s3)
        .map(manifest -> new Finding(row, manifest));
  }

  /// A channel that has no profile any more keeps its open recordings: their events would be
  /// parked.
  private void complete(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    var known = run.known(findings.stream().map(Finding::row).toList());
    var made = new ArrayList<Repair>();
    for (var finding : findings) {
      run.profile(known, finding.row().sourceArn())
          .ifPresent(profile ->
              made.add(
                  new Repair(
                      Kind.COMPLETED, lost(finding, profile, run.isKnown(known, finding.row())))));
    }
    run.repairs().process(made);
  }

  /// An open row knows a start, but that of a composition may be a later sign of life.
  private List<RecordingEvent> lost(Finding finding, Profile profile, Predicate<StreamId> isKnown) {
    var row = finding.row();
    var owner = Optional.of(profile);
    var outcome = Reconciliation.outcome(row, owner, finding.manifest(), isKnown, run.now());
    var start = Reconciliation.start(row, owner, finding.manifest(), isKnown, run.now());
    return Stream.concat(start.stream(), outcome.stream()).toList();
  }
}
