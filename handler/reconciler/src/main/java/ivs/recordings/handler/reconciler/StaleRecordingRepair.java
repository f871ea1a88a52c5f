package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.RunContext.attempt;
import static ivs.recordings.model.recording.Source.IVS_CHANNEL;

import ivs.recordings.handler.ingest.EventLog;
import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.ManifestFinder;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.item.VersionedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Looks again at rows that may know less than there is to know, and at two rows of the same files.
final class StaleRecordingRepair {
  private final RunContext run;
  private final ManifestFinder manifests;
  private final CircuitBreaker s3;
  private final LateMediaCheck media;

  StaleRecordingRepair(
      RunContext run, ManifestFinder manifests, CircuitBreaker s3, LateMediaCheck media) {
    this.media = media;
    this.run = run;
    this.manifests = manifests;
    this.s3 = s3;
  }

  /// A person who asks for channels gets every row compared with its manifest and its files.
  ///
  /// @throws SourceUnavailableException if the tables are
  void mend(Profile profile, List<Recording> rows) {
    if (isAskedFor()) {
      media.again(rows);
    }
    var sessionRows = sessionRows(rows);
    var doubtful =
        rows.stream()
            .filter(row -> row.location().prefix().isPresent())
            .filter(row -> sessionRowOf(row, sessionRows).isEmpty())
            .filter(row -> isAskedFor() || Reconciliation.isDoubtful(row))
            .toList();
    if (doubtful.isEmpty()) {
      return;
    }
    var known = run.known(doubtful);
    var made = new ArrayList<Repair>();
    for (var row : doubtful) {
      attempt(() ->
          manifests
              .over(row.location(), row.recordedAt(), s3)
              .ifPresent(manifest -> made.addAll(mended(profile, row, manifest, known))));
    }
    run.repairs().process(made);
  }

  private boolean isAskedFor() {
    return run.request().allChannels() || run.request().profile().isPresent();
  }

  private List<Repair> mended(Profile profile, Recording row, Manifest manifest, Known known) {
    var owner = Optional.of(profile);
    var isKnown = run.isKnown(known, row);
    var outcome = Reconciliation.outcome(row, owner, manifest, isKnown, run.now());
    // Once it has its duration, nothing makes a composition doubtful again, so it cannot wait.
    var start =
        row.source() == Source.IVS_COMPOSITION
                || Reconciliation.hasBeenOverFor(run.settings().createAfter(), manifest, run.now())
            ? Reconciliation.start(row, owner, manifest, isKnown, run.now())
            : Optional.<RecordingEvent>empty();
    return List.of(
        new Repair(kind(row, outcome), outcome.stream().toList()),
        new Repair(Kind.COMPLETED, start.stream().toList()));
  }

  /// The end of a composition tells no duration.
  private static Kind kind(Recording row, Optional<RecordingEvent> outcome) {
    return row.source() == Source.IVS_COMPOSITION
            && outcome.filter(RecordingEvent.Ended.class::isInstance).isPresent()
            && row.duration().isEmpty()
        ? Kind.FILLED_IN
        : Kind.CORRECTED;
  }

  /// Where two rows have the same files, the one that knows its session is the recording; the other
  /// was made when no event could be hoped for any more, and gives way.
  void makeWay(List<Recording> rows) {
    var sessionRows = sessionRows(rows);
    for (var row : rows) {
      sessionRowOf(row, sessionRows)
          .ifPresent(sessionRow -> attempt(() -> makeWay(row.id(), sessionRow)));
    }
  }

  private static Map<StorageLocation, RecordingId> sessionRows(List<Recording> rows) {
    return rows.stream()
        .filter(row -> row.sessionId().isPresent())
        .filter(row -> row.location().prefix().isPresent())
        .collect(Collectors.toMap(Recording::location, Recording::id, (one, _) -> one));
  }

  private static Optional<RecordingId> sessionRowOf(
      Recording row, Map<StorageLocation, RecordingId> sessionRows) {
    return row.sessionId().isEmpty() && row.source() == IVS_CHANNEL
        ? Optional.ofNullable(sessionRows.get(row.location()))
        : Optional.empty();
  }

  private void makeWay(RecordingId filesId, RecordingId sessionRowId) {
    var files = read(filesId);
    var sessionRow = read(sessionRowId);
    if (files.isEmpty() || sessionRow.isEmpty()) {
      return;
    }
    if (run.request().dryRun()) {
      run.report().count(Kind.YIELDED, 1);
      return;
    }
    var known = run.known(List.of(files.get().value(), sessionRow.get().value()));
    var isKnown = run.isKnown(known, sessionRow.get().value());
    var merged = Reconciliation.mergeEvents(files.get().value(), sessionRow.get().value(), isKnown);
    run.repairs().process(List.of(new Repair(Kind.COMPLETED, merged)));
    var after = merged.isEmpty() ? sessionRow : read(sessionRowId);
    var saysAll =
        after
            .filter(row ->
                Reconciliation.mergeEvents(files.get().value(), row.value(), isKnown).isEmpty())
            .isPresent();
    if (saysAll && run.dynamo().ask(() -> run.tables().recordings().remove(files.get()))) {
      run.report().count(Kind.YIELDED, 1);
      EventLog.removed(files.get().value(), sessionRow.get().value());
    }
  }

  private Optional<VersionedItem<Recording>> read(RecordingId id) {
    return run.dynamo().ask(() -> run.tables().recordings().find(id.value()));
  }
}
