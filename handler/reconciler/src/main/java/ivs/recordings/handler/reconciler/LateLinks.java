package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.LiveLink;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.item.VersionedItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Links recordings to the streams that apps have started and ended, whose rows came after the
/// request that ended the stream. It also ends a stream that stayed live although the next one of
/// its profile was started: the function died in between.
///
/// It costs a Query for each profile, and one more where an app has started a stream lately.
final class LateLinks {
  /// Streams of one profile in the window, and recordings of it.
  static final int MOST = 2_000;

  private final RunContext run;
  private final Set<ProfileId> done = new HashSet<>();

  LateLinks(RunContext run) {
    this.run = run;
  }

  /// Links what belongs together; a profile of several channels is looked at once in a run.
  ///
  /// @throws SourceUnavailableException if the tables are
  void link(ProfileId profile) {
    if (!done.add(profile)) {
      return;
    }
    var live = sessions(profile);
    if (live.isEmpty()) {
      return;
    }
    var ended = withEnds(live);
    var since = live.getFirst().startTime().orElseThrow().minus(LiveLink.LONGEST);
    var rows =
        run.dynamo().ask(() -> run.tables().recordings().ofProfileSince(profile, since, MOST));
    for (var row : rows.rows()) {
      for (var stream : ended) {
        if (LiveLink.joins(stream, row.value(), run.now())
            && !row.value().streamIds().contains(stream.streamId())) {
          run.isolated(() -> link(row, stream.streamId()));
        }
      }
    }
  }

  /// Those of apps that began in the window, oldest first.
  private List<StreamSession> sessions(ProfileId profile) {
    var table = run.tables().streamSessions();
    var ids =
        run.dynamo().ask(() -> table.ofProfileSince(profile, run.from(), MOST)).stream()
            .filter(StreamId::isLive)
            .toList();
    var known =
        run.dynamo()
            .ask(() -> run.tables().batchReader().read(Set.of(), Set.copyOf(ids), Set.of()));
    return ids.stream()
        .flatMap(id -> run.session(known, id).stream())
        .filter(session -> session.startTime().isPresent())
        .sorted(Comparator.comparing(session -> session.startTime().orElseThrow()))
        .toList();
  }

  private List<StreamSession> withEnds(List<StreamSession> live) {
    var ended = new ArrayList<StreamSession>();
    for (int i = 0; i < live.size(); i++) {
      var session = live.get(i);
      if (session.status() != StreamStatus.LIVE) {
        ended.add(session);
      } else if (i + 1 < live.size()) {
        var next = live.get(i + 1).startTime().orElseThrow();
        run.isolated(() -> end(session, next).ifPresent(ended::add));
      }
    }
    return ended;
  }

  private Optional<StreamSession> end(StreamSession session, Instant moment) {
    run.report().count(Kind.FILLED_IN, 1);
    return run.request().dryRun()
        ? Optional.empty()
        : run.dynamo()
            .ask(
                () -> run.tables().liveStreams().end(session.streamId(), moment, Optional.empty()));
  }

  private void link(VersionedItem<Recording> row, StreamId stream) {
    if (run.request().dryRun()) {
      run.report().count(Kind.LINKED, 1);
      return;
    }
    var linked = run.dynamo().ask(() -> run.tables().links().link(row, stream));
    if (linked.isEmpty()) {
      return;
    }
    run.report().count(Kind.LINKED, 1);
    if (linked.get().media().available().isPresent()) {
      run.dynamo()
          .ask(() -> {
            run.tables().links().list(linked.get().value(), run.settings().visibility());
            return linked;
          });
    }
  }
}
