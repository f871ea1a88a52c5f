package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.RunContext.attempt;

import ivs.recordings.handler.ingest.EventLog;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.handler.ingest.source.EventSerializer;
import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.ManifestFinder;
import ivs.recordings.handler.reconciler.aws.RecordingFolders;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.reconcile.StageFolder;
import ivs.recordings.model.reconcile.StreamMatch;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.item.VersionedItem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds files that have no row, makes a row of those that are certainly one stream's, and keeps
/// the others for a person.
final class OrphanedFileBackfill {
  /// All are read at once: each is for a person, and people keep such lists short.
  private static final int MOST_AMBIGUOUS = 10_000;

  private final RunContext run;
  private final RecordingFolders folders;
  private final ManifestFinder manifests;
  private final CircuitBreaker s3;
  private final Map<StorageLocation, ParkedEvent> ambiguous = new HashMap<>();

  OrphanedFileBackfill(
      RunContext run, RecordingFolders folders, ManifestFinder manifests, CircuitBreaker s3) {
    this.run = run;
    this.folders = folders;
    this.manifests = manifests;
    this.s3 = s3;
  }

  /// Where the files of one recording lie, and whose channel's folder that is.
  private record Files(Profile profile, Bucket bucket, S3Prefix prefix, Manifest manifest) {
    StorageLocation location() {
      return new StorageLocation(bucket, Optional.of(prefix));
    }
  }

  /// Reads what is a person's already.
  ///
  /// @throws SourceUnavailableException if the tables are
  void begin() {
    var parked = run.tables().parkedEvents();
    run.dynamo()
        .ask(() -> parked.waitingFor(ParkingCause.Ambiguous.WAITING_FOR, MOST_AMBIGUOUS))
        .forEach(row -> locationOf(row).ifPresent(location -> ambiguous.put(location, row)));
  }

  /// Only folders of recordings that may have ended long enough ago are opened: of a younger one
  /// the events may still come.
  ///
  /// @throws SourceUnavailableException if a source is
  void find(Profile profile, Bucket bucket, List<Recording> rows, List<StreamSpan> streams) {
    var known = rows.stream().map(Recording::location).collect(Collectors.toSet());
    var until = run.now().minus(run.settings().createAfter());
    for (var prefix : folders.of(profile.sourceArn(), streams, bucket, run.from(), until)) {
      var location = new StorageLocation(bucket, Optional.of(prefix));
      if (known.contains(location)) {
        attempt(() -> resolve(location));
      } else {
        attempt(() ->
            manifests
                .over(location, run.from(), s3)
                .filter(manifest ->
                    Reconciliation.hasBeenOverFor(
                        run.settings().createAfter(), manifest, run.now()))
                .ifPresent(
                    manifest -> settle(new Files(profile, bucket, prefix, manifest), streams)));
      }
    }
  }

  private void settle(Files files, List<StreamSpan> streams) {
    switch (match(files, streams)) {
      case StreamMatch.Certain(var stream) -> settle(files, stream);
      case StreamMatch.Ambiguous unclear -> park(files, unclear);
    }
  }

  private StreamMatch match(Files files, List<StreamSpan> streams) {
    var isAnothers =
        files.manifest().sourceArn().filter(arn -> !arn.equals(files.profile().sourceArn()));
    return isAnothers.isPresent()
        ? new StreamMatch.Ambiguous("Its manifest names another source than its folder.", List.of())
        : Reconciliation.match(files.manifest(), streams, run.now());
  }

  /// The rows of the profile may be incomplete, or the channel was another profile's; the rows of
  /// the stream are all there is. Only when none of them can be it, it is new.
  private void settle(Files files, StreamId stream) {
    var others = run.dynamo().ask(() -> run.tables().recordings().ofStream(stream));
    if (others.stream().anyMatch(row -> row.value().location().equals(files.location()))) {
      resolve(files.location());
    } else if (others.stream().anyMatch(OrphanedFileBackfill::mayBeTheSame)) {
      park(
          files,
          new StreamMatch.Ambiguous(
              "Its stream %s has a recording that names no files, which may be this one."
                  .formatted(stream.value()),
              List.of(stream)));
    } else if (hasFailedToStart(files, stream, others)) {
      resolve(files.location());
    } else if (run.request().dryRun()
        || files.profile().sourceArn().isStage()
        || hasSession(stream, files.profile())) {
      var lost =
          Reconciliation.lost(
              files.profile(), files.bucket(), files.prefix(), files.manifest(), stream);
      run.repairs().process(List.of(new Repair(Kind.CREATED, lost)));
      resolve(files.location());
    }
  }

  /// The event of a participant that failed to start may have named no files.
  private static boolean hasFailedToStart(
      Files files, StreamId session, List<VersionedItem<Recording>> rows) {
    return StageFolder.of(files.profile().sourceArn())
        .flatMap(stage -> stage.participant(files.prefix()))
        .map(participant -> RecordingId.ofParticipant(session, participant))
        .filter(id -> files.manifest().status() == Manifest.Status.START_FAILED)
        .filter(id -> rows.stream().anyMatch(row -> row.value().id().equals(id)))
        .isPresent();
  }

  /// A participant's recording is known by its files, so that one without files is another. The
  /// files of a tombstone are gone, and these are not.
  private static boolean mayBeTheSame(VersionedItem<Recording> row) {
    return row.value().source() == Source.IVS_CHANNEL
        && row.value().location().prefix().isEmpty()
        && row.media().deletedAt().isEmpty();
  }

  private boolean hasSession(StreamId stream, Profile profile) {
    var known =
        run.dynamo().ask(() -> run.tables().batchReader().read(Set.of(), Set.of(stream), Set.of()));
    return run.session(known, stream)
        .filter(session -> session.sourceArn().equals(profile.sourceArn()))
        .isPresent();
  }

  private void park(Files files, StreamMatch.Ambiguous unclear) {
    if (ambiguous.containsKey(files.location())) {
      return;
    }
    run.report().count(Kind.PARKED_AMBIGUOUS, 1);
    if (run.request().dryRun()) {
      return;
    }
    var event =
        Reconciliation.lost(
                files.profile(),
                files.bucket(),
                files.prefix(),
                files.manifest(),
                new StreamId("unknown"))
            .getLast();
    var text = EventSerializer.unattributed(event, unclear.candidates());
    var cause = new ParkingCause.Ambiguous(unclear.why());
    var eventId = event.envelope().eventId();
    run.dynamo().ask(() -> run.tables().parkedEvents().park(cause, eventId, text));
    EventLog.write(EventLog.RECONCILED, eventId, new Outcome.Parked(cause));
  }

  /// Whatever was unclear about these files is clear now.
  private void resolve(StorageLocation location) {
    var parked = Optional.ofNullable(ambiguous.get(location));
    if (parked.isEmpty()) {
      return;
    }
    run.report().count(Kind.RESOLVED_AMBIGUOUS, 1);
    if (!run.request().dryRun()) {
      run.dynamo()
          .ask(() -> {
            run.tables().parkedEvents().remove(parked.get());
            return true;
          });
      ambiguous.remove(location);
    }
  }

  /// Which files a parked ambiguous event is about.
  private static Optional<StorageLocation> locationOf(ParkedEvent row) {
    try {
      var event = JsonFields.parse("The event", row.event());
      return Optional.of(
          new StorageLocation(
              event.word("detail.recording_s3_bucket_name", Bucket::new),
              event.maybeWord("detail.recording_s3_key_prefix", S3Prefix::new)));
    } catch (JsonFields.UnsoundFieldException notMadeHere) {
      return Optional.empty();
    }
  }
}
