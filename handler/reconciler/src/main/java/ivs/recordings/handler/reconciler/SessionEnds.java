package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.item.VersionedItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Ends sessions that stayed LIVE: the end of a channel's may be lost, and no event ends that of a
/// stage.
final class SessionEnds {
  /// Of one profile; those that began last may be left out until the others are out of the window.
  static final int MOST = 2_000;

  private final RunContext run;
  private final IvsStreams ivs;
  private final CircuitBreaker stageCalls;

  SessionEnds(RunContext run, IvsStreams ivs, CircuitBreaker stageCalls) {
    this.run = run;
    this.ivs = ivs;
    this.stageCalls = stageCalls;
  }

  /// The sessions of a channel or stage that began in the window.
  ///
  /// @throws SourceUnavailableException if the tables are
  List<StreamSession> sessions(Profile profile) {
    var table = run.tables().streamSessions();
    var ids = run.dynamo().ask(() -> table.ofProfileSince(profile.profileId(), run.from(), MOST));
    var known =
        run.dynamo()
            .ask(() -> run.tables().batchReader().read(Set.of(), Set.copyOf(ids), Set.of()));
    return ids.stream()
        .flatMap(id -> run.session(known, id).stream())
        .filter(session -> session.sourceArn().equals(profile.sourceArn()))
        .toList();
  }

  /// Ends those that IVS does not list, although it lists every session that it knows.
  ///
  /// @throws SourceUnavailableException if the tables are
  void end(Profile profile, List<StreamSession> sessions, List<StreamSpan> streams) {
    var listed = streams.stream().map(StreamSpan::streamId).collect(Collectors.toSet());
    var superseded = Reconciliation.superseded(profile, sessions, listed, hope(), run.now());
    if (!profile.sourceArn().isStage()) {
      run.repairs()
          .process(
              superseded.stream()
                  .map(event -> new Repair(Kind.REBUILT_SESSIONS, List.of(event)))
                  .toList());
      return;
    }
    var ends = new ArrayList<Repair>();
    var live = new ArrayList<>(sessions);
    live.removeIf(session -> !isToEnd(session, listed));
    // Where there are more than the budget covers, each run begins somewhere else.
    Collections.shuffle(live, run.random());
    for (var session : live) {
      run.isolated(() -> ends.add(new Repair(Kind.FILLED_IN, endOf(profile, session, superseded))));
    }
    run.repairs().process(ends);
  }

  /// Only what has been there for a while: IVS may be slow to know a session.
  private boolean isToEnd(StreamSession session, Set<StreamId> listed) {
    return session.status() == StreamStatus.LIVE
        && !listed.contains(session.streamId())
        && session.startTime().filter(run.old()::isAfter).isPresent();
  }

  /// IVS tells the end of a session while it knows it, after that its recordings do, and where it
  /// has none, the session that followed.
  private List<StreamEvent> endOf(
      Profile profile, StreamSession session, List<StreamEvent> superseded) {
    var known = stageCalls.ask(() -> ivs.stageSession(profile.sourceArn(), session.streamId()));
    if (known.isPresent()) {
      return Reconciliation.lost(profile, known.get(), Optional.of(session));
    }
    var recordings =
        run.dynamo().ask(() -> run.tables().recordings().ofStream(session.streamId())).stream()
            .map(VersionedItem::value)
            .toList();
    return recordings.isEmpty()
        ? superseded.stream().filter(event -> event.streamId().equals(session.streamId())).toList()
        : Reconciliation.forgotten(profile, session, recordings, hope(), run.now()).stream()
            .toList();
  }

  private Duration hope() {
    return run.settings().createAfter();
  }
}
