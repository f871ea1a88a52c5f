package ivs.recordings.handler.ingest;

import ivs.recordings.model.Aspect;
import ivs.recordings.model.Bookkeeping;
import ivs.recordings.model.Decision;
import ivs.recordings.model.Recording;
import ivs.recordings.model.RecordingEvent;
import ivs.recordings.model.StreamId;
import ivs.recordings.model.StreamSession;
import ivs.recordings.store.Lookup.Known;
import ivs.recordings.store.News;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.Replacement;
import ivs.recordings.store.Stored;
import ivs.recordings.store.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Enters recording events into rows of Recording.
final class RecordingWriter extends RowWriter<Recording> {
  private final RecordingTable table;
  private final Known known;
  private final Map<StreamId, CompletableFuture<Row<StreamSession>>> sessionsOfThisRound;
  private final Writer writer;

  RecordingWriter(
      RecordingTable table,
      Known known,
      Map<StreamId, CompletableFuture<Row<StreamSession>>> sessionsOfThisRound,
      Writer writer) {
    this.table = table;
    this.known = known;
    this.sessionsOfThisRound = sessionsOfThisRound;
    this.writer = writer;
  }

  /// An event whose stream session is being written right now cannot be decided before that is
  /// done; if that write fails, it is unknown whether the session exists, and the event fails with
  /// it.
  @Override
  public Row<Recording> enter(List<Entry> entries, Supplier<Optional<Stored<Recording>>> seen) {
    List<Entry> decidable = new ArrayList<>();
    List<Entered> undecidable = new ArrayList<>();
    for (var entry : entries) {
      if (sessionIsInDoubt(entry.event().streamId())) {
        undecidable.add(
            new Entered(entry, new Effect.Failed("SessionInDoubt: its stream was not written")));
      } else {
        decidable.add(entry);
      }
    }
    var row = super.enter(decidable, seen);
    undecidable.addAll(row.entered());
    return new Row<>(
        row.value(), row.appeared(), row.conflicts(), row.outOfOrder(), row.change(), undecidable);
  }

  @Override
  Decision<Recording> decide(Optional<Recording> current, Entry entry) {
    var event = (RecordingEvent) entry.event();
    return Bookkeeping.decide(
        known.profile(event.envelope().sourceArn()), session(event.streamId()), current, event);
  }

  @Override
  Optional<Instant> latest(Recording row) {
    var start = row.startTime();
    var end = row.endTime();
    return start.isPresent() && (end.isEmpty() || start.get().isAfter(end.get())) ? start : end;
  }

  @Override
  Replacement<Recording> replace(
      Optional<Stored<Recording>> seen, Recording next, List<Step<Recording>> steps) {
    return table.replace(seen, next, steps.stream().map(this::news).toList());
  }

  private News news(Step<Recording> step) {
    var event = step.entry().event();
    return new News(
        event.envelope().time(),
        writer,
        event.phrase(),
        Aspect.news(step.before(), step.after()),
        EventLog.plain(step.entry().eventId()));
  }

  private boolean sessionIsInDoubt(StreamId streamId) {
    var writing = sessionsOfThisRound.get(streamId);
    return !known.has(streamId) && writing != null && writing.join().failed();
  }

  private Optional<StreamSession> session(StreamId streamId) {
    return known
        .streamSession(streamId)
        .map(Stored::value)
        .or(() ->
            Optional.ofNullable(sessionsOfThisRound.get(streamId))
                .flatMap(writing -> writing.join().value()));
  }
}
