package ivs.recordings.handler.ingest.row;

import ivs.recordings.handler.ingest.row.WriteStatistics.Change;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ChangedField;
import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.EventRules;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.ChangeCause;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriterFunction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Enters recording events into rows of Recording.
public final class RecordingProcessor extends RowProcessor<Recording> {
  private final Tables tables;
  private final Known known;
  private final Map<StreamId, CompletableFuture<RowResult<StreamSession>>> sessionsOfThisRound;
  private final CompositionLocator compositions;
  private final WriterFunction writer;

  public RecordingProcessor(
      Tables tables,
      Known known,
      Map<StreamId, CompletableFuture<RowResult<StreamSession>>> sessionsOfThisRound,
      CompositionLocator compositions,
      WriterFunction writer) {
    this.tables = tables;
    this.known = known;
    this.sessionsOfThisRound = sessionsOfThisRound;
    this.compositions = compositions;
    this.writer = writer;
  }

  /// An event whose stream session is being written right now cannot be decided before that is
  /// done; if that write fails, it is unknown whether the session exists, and the event fails with
  /// it.
  @Override
  public RowResult<Recording> process(
      List<InboundEvent> entries, Supplier<Optional<VersionedItem<Recording>>> seen) {
    List<InboundEvent> decidable = new ArrayList<>();
    List<EventResult> inDoubt = new ArrayList<>();
    for (var entry : entries) {
      if (sessionIsInDoubt(entry.event())) {
        inDoubt.add(
            new EventResult(
                entry, new Outcome.Failed("SessionInDoubt: its stream was not written")));
      } else {
        decidable.add(entry);
      }
    }
    return located(decidable, seen).plus(inDoubt);
  }

  /// IVS is asked only for events that a profile lets in.
  private RowResult<Recording> located(
      List<InboundEvent> entries, Supplier<Optional<VersionedItem<Recording>>> seen) {
    try {
      var isOwned =
          entries.stream().anyMatch(entry -> known.has(entry.event().envelope().sourceArn()));
      if (!isOwned) {
        return super.process(entries, seen);
      }
      var row = seen.get();
      if (row.filter(RowProcessor::isDeleted).isPresent()) {
        return super.process(entries, () -> row);
      }
      List<EventResult> settled = new ArrayList<>();
      var located = compositions.locate(entries, row.map(VersionedItem::value), settled::add);
      return super.process(located, () -> row).plus(settled);
    } catch (RuntimeException fault) {
      return failed(entries, 0, new Outcome.Failed(ErrorName.of(fault)));
    }
  }

  @Override
  Decision<Recording> decide(Optional<Recording> current, InboundEvent entry) {
    var event = (RecordingEvent) entry.event();
    return EventRules.decide(
        known.profile(event.envelope().sourceArn()),
        event.stream().flatMap(this::session),
        current,
        event);
  }

  @Override
  Optional<Instant> latest(Recording row) {
    var start = row.startTime();
    var end = row.endTime();
    return start.isPresent() && (end.isEmpty() || start.get().isAfter(end.get())) ? start : end;
  }

  @Override
  WriteResult<Recording> replace(
      Optional<VersionedItem<Recording>> seen, Recording next, List<Step<Recording>> steps) {
    return tables
        .recordings()
        .replace(
            seen,
            next,
            steps.stream().map(this::news).toList(),
            () -> owner(next).flatMap(Profile::defaultRetentionDays));
  }

  /// What S3 tells of an upload names the bucket, so its profile was not read with the event.
  private Optional<Profile> owner(Recording row) {
    var read =
        row.source().isStartedByApi()
            ? tables.batchReader().read(Set.of(row.sourceArn()), Set.of(), Set.of())
            : known;
    return read.profile(row.sourceArn());
  }

  @Override
  List<Change> changes(Optional<Recording> before, Recording after) {
    return List.of(new Change(before, after));
  }

  private ChangeCause news(Step<Recording> step) {
    var event = step.entry().event();
    return new ChangeCause(
        event.envelope().time(),
        writer,
        event.phrase(),
        ChangedField.news(step.before(), step.after().orElseThrow()),
        event.envelope().printableId());
  }

  /// What makes its session itself is no better stored than that.
  private boolean sessionIsInDoubt(SourceEvent event) {
    var writing = event.stream().map(sessionsOfThisRound::get);
    return writing.isPresent()
        && (event.source().makesStreamSession() || !event.stream().map(known::has).orElse(false))
        && writing.get().join().failed();
  }

  private Optional<StreamSession> session(StreamId streamId) {
    return known
        .streamSession(streamId)
        .map(VersionedItem::value)
        .or(() ->
            Optional.ofNullable(sessionsOfThisRound.get(streamId))
                .flatMap(writing -> writing.join().value()));
  }
}
