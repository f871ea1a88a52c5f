package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.ingest.EventLog;
import ivs.recordings.handler.ingest.row.InboundEvent;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.handler.ingest.row.Outcome.Failed;
import ivs.recordings.handler.ingest.row.Outcome.Written;
import ivs.recordings.handler.ingest.row.ViewerCountProcessor;
import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.handler.reconciler.aws.IvsStreams.LivePage;
import ivs.recordings.handler.reconciler.aws.SourceUnavailableException;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.BatchReader.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/// Asks what is live now: the most viewers that a stream ever had, and streams whose start was
/// lost.
final class LiveStreamCheck {
  private final Executor sideBySide;
  private final RunContext run;
  private final IvsStreams ivs;
  private final CircuitBreaker calls;

  LiveStreamCheck(RunContext run, IvsStreams ivs, CircuitBreaker calls, Executor sideBySide) {
    this.sideBySide = sideBySide;
    this.run = run;
    this.ivs = ivs;
    this.calls = calls;
  }

  /// Adds to `live` what is live, as far as IVS answers.
  ///
  /// @throws SourceUnavailableException if it does not
  void run(Set<StreamId> live) {
    Optional<String> next = Optional.empty();
    do {
      var from = next;
      LivePage page = calls.ask(() -> ivs.live(from));
      page.streams().forEach(stream -> live.add(stream.streamId()));
      note(page.streams());
      next = page.next();
    } while (next.isPresent());
  }

  private void note(List<Live> streams) {
    if (streams.isEmpty()) {
      return;
    }
    try {
      var known =
          run.dynamo()
              .ask(() ->
                  run.tables()
                      .batchReader()
                      .read(
                          streams.stream().map(Live::channel).collect(Collectors.toSet()),
                          streams.stream().map(Live::streamId).collect(Collectors.toSet()),
                          Set.of()));
      run.repairs().process(lost(streams, known));
      countViewers(streams, known);
    } catch (SourceUnavailableException theNextPageMayBeBetter) {
      run.report().note("The viewers of some streams were not noted.");
    }
  }

  private List<Repair> lost(List<Live> streams, Known known) {
    var lost = new ArrayList<Repair>();
    for (var stream : streams) {
      var profile =
          run.profile(known, stream.channel()).filter(owner -> run.isAbout(owner.profileId()));
      if (profile.isPresent() && stream.startTime().isBefore(run.old())) {
        var span = new StreamSpan(stream.streamId(), stream.startTime(), Optional.empty());
        var row = run.session(known, stream.streamId());
        lost.add(new Repair(Kind.REBUILT_SESSIONS, Reconciliation.lost(profile.get(), span, row)));
      }
    }
    return lost;
  }

  private void countViewers(List<Live> streams, Known known) {
    var rows =
        streams.stream()
            .filter(stream -> hasMoreViewers(stream, known))
            .map(stream -> CompletableFuture.supplyAsync(() -> note(stream, known), sideBySide))
            .toList();
    for (var row : rows) {
      switch (row.join()) {
        case Written _ -> run.report().count(Kind.VIEWER_COUNTS, 1);
        case Failed(var fault) -> run.dynamo().failed(fault);
        case Outcome.Unchanged _, Outcome.Ignored _, Outcome.Parked _ -> {}
      }
    }
  }

  private boolean hasMoreViewers(Live stream, Known known) {
    return stream.viewers().isPresent()
        && run.session(known, stream.streamId())
            .filter(row -> row.sourceArn().equals(stream.channel()))
            .filter(row -> run.isAbout(row.profileId()))
            .filter(
                row -> row.viewerCount().map(most -> most < stream.viewers().get()).orElse(true))
            .isPresent();
  }

  private Outcome note(Live stream, Known known) {
    if (run.request().dryRun()) {
      return new Written(0);
    }
    return new ViewerCountProcessor(run.tables().streamSessions(), stream.viewers().orElseThrow())
        .process(List.of(sighting(stream)), () -> known.streamSession(stream.streamId()))
        .events()
        .getFirst()
        .outcome();
  }

  private static InboundEvent sighting(Live stream) {
    var envelope =
        new EventMetadata(
            "reconciler:viewers:" + stream.streamId().value(),
            stream.startTime(),
            stream.channel(),
            "");
    var event = new StreamStarted(envelope, stream.streamId());
    return InboundEvent.inferred(EventLog.RECONCILED, event);
  }
}
