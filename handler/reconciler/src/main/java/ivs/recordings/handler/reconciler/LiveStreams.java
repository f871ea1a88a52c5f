package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.ingest.Effect;
import ivs.recordings.handler.ingest.Effect.Failed;
import ivs.recordings.handler.ingest.Effect.Written;
import ivs.recordings.handler.ingest.Entry;
import ivs.recordings.handler.ingest.EventLog;
import ivs.recordings.handler.ingest.ViewerWriter;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.Repairs.Repair;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.handler.reconciler.aws.IvsStreams.LivePage;
import ivs.recordings.handler.reconciler.aws.OutOfReach;
import ivs.recordings.handler.reconciler.aws.Source;
import ivs.recordings.model.Envelope;
import ivs.recordings.model.Reconciliation;
import ivs.recordings.model.StreamEvent.StreamStarted;
import ivs.recordings.model.StreamId;
import ivs.recordings.model.StreamSpan;
import ivs.recordings.store.Lookup.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Asks what is live now: the most viewers that a stream ever had, and streams whose start was
/// lost.
final class LiveStreams {
  private final ReconcilerRun run;
  private final IvsStreams ivs;
  private final Source calls;

  LiveStreams(ReconcilerRun run, IvsStreams ivs, Source calls) {
    this.run = run;
    this.ivs = ivs;
    this.calls = calls;
  }

  /// Adds to `live` what is live, as far as IVS answers.
  ///
  /// @throws OutOfReach if it does not
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
                      .lookup()
                      .read(
                          streams.stream().map(Live::channel).collect(Collectors.toSet()),
                          streams.stream().map(Live::streamId).collect(Collectors.toSet()),
                          Set.of()));
      run.repairs().enter(lost(streams, known));
      countViewers(streams, known);
    } catch (OutOfReach theNextPageMayBeBetter) {
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
    try (var sideBySide = Executors.newVirtualThreadPerTaskExecutor()) {
      var rows =
          streams.stream()
              .filter(stream -> hasMoreViewers(stream, known))
              .map(stream -> CompletableFuture.supplyAsync(() -> note(stream, known), sideBySide))
              .toList();
      for (var row : rows) {
        switch (row.join()) {
          case Written _ -> run.report().count(Kind.VIEWER_COUNTS, 1);
          case Failed(var fault) -> run.dynamo().failed(fault);
          case Effect.Unchanged _, Effect.Ignored _, Effect.Parked _ -> {}
        }
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

  private Effect note(Live stream, Known known) {
    if (run.request().dryRun()) {
      return new Written(0);
    }
    return new ViewerWriter(run.tables().streamSessions(), stream.viewers().orElseThrow())
        .enter(List.of(sighting(stream)), () -> known.streamSession(stream.streamId()))
        .entered()
        .getFirst()
        .effect();
  }

  private static Entry sighting(Live stream) {
    var envelope =
        new Envelope(
            "reconciler:viewers:" + stream.streamId().value(),
            stream.startTime(),
            stream.channel(),
            "");
    var event = new StreamStarted(envelope, stream.streamId());
    return new Entry(EventLog.RECONCILED, "", event, false, Optional.empty());
  }
}
