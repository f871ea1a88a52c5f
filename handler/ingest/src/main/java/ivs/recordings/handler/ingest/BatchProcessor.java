package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.ingest.row.BatchResult;
import ivs.recordings.handler.ingest.row.CompositionLocator;
import ivs.recordings.handler.ingest.row.EventResult;
import ivs.recordings.handler.ingest.row.InboundEvent;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.handler.ingest.row.Outcome.Ignored;
import ivs.recordings.handler.ingest.row.Outcome.Parked;
import ivs.recordings.handler.ingest.row.RecordingProcessor;
import ivs.recordings.handler.ingest.row.RowProcessor.RowResult;
import ivs.recordings.handler.ingest.row.StreamSessionProcessor;
import ivs.recordings.handler.ingest.source.ParsedEvent.Malformed;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.WriterFunction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Processes events: reads what they need, decides, writes, and parks what cannot be decided yet.
///
/// It goes in rounds. The first processes what came; each further one processes what the round
/// before set free: events that were parked for a stream session which has just been written, and
/// events whose cause vanished while they were being parked.
///
/// Stream events come before recording events: a recording whose stream session is first written in
/// this round waits for that write, and for nothing else.
public final class BatchProcessor {
  /// Two would do: a stream session frees recordings, and they free nothing. One more for a profile
  /// that is linked in between, one for the unforeseen; a loop that needs a fifth is a fault.
  static final int MAX_ROUNDS = 4;

  private final Tables tables;
  private final EventParking parking;
  private final WriterFunction writer;
  private final CompositionLocator compositions;
  private final Executor sideBySide;

  /// Makes a processor of batches on these tables.
  ///
  /// @param sideBySide takes whatever may wait for the database, and keeps none of it waiting for
  ///   another
  public BatchProcessor(
      Tables tables,
      UnknownProfiles unknownProfiles,
      WriterFunction writer,
      Compositions compositions,
      Executor sideBySide) {
    this.tables = tables;
    this.compositions = new CompositionLocator(compositions);
    this.parking = new EventParking(tables, unknownProfiles);
    this.writer = writer;
    this.sideBySide = sideBySide;
  }

  /// Never throws on account of an event: a fault is an outcome.
  ///
  /// @return what became of each, and of each parked event that they set free
  public BatchResult process(List<InboundEvent> entries) {
    var all = BatchResult.NONE;
    var next = entries;
    for (int round = 1; !next.isEmpty(); round++) {
      var result =
          round <= MAX_ROUNDS
              ? round(next)
              : BatchResult.failed(
                  next,
                  new Outcome.Failed("Restless: set free in %d rounds".formatted(MAX_ROUNDS)));
      next = result.freed();
      all = all.plus(new BatchResult(result.events(), List.of(), result.writing()));
    }
    return all;
  }

  /// One read for all, then every row is written side by side, then what has to wait is parked, and
  /// what waited for a row just written is set free.
  private BatchResult round(List<InboundEvent> entries) {
    // One event has one row, and nothing is beside it.
    var threads = entries.size() == 1 ? (Executor) Runnable::run : sideBySide;
    List<CompletableFuture<BatchResult>> begun = new ArrayList<>();
    List<InboundEvent> ours = new ArrayList<>();
    for (var entry : entries) {
      switch (entry.parsed()) {
        case Ours _ -> ours.add(entry);
        case Malformed(_, var cause) ->
            begun.add(start(() -> settle(entry, new Parked(cause)), threads));
        case NotOurs(var type) -> begun.add(start(() -> settle(entry, new Ignored(type)), threads));
      }
    }
    var unread = BatchResult.NONE;
    if (!ours.isEmpty()) {
      try {
        begun.addAll(begin(ours, read(ours), threads));
      } catch (RuntimeException fault) {
        unread = BatchResult.failed(ours, new Outcome.Failed(ErrorName.of(fault)));
      }
    }
    return parking.free(
        begun.stream().map(CompletableFuture::join).reduce(unread, BatchResult::plus));
  }

  private Known read(List<InboundEvent> entries) {
    Set<SourceArn> sourceArns = new HashSet<>();
    Set<StreamId> streamIds = new HashSet<>();
    Set<RecordingId> recordingIds = new HashSet<>();
    for (var entry : entries) {
      sourceArns.add(entry.event().envelope().sourceArn());
      entry.event().stream().ifPresent(streamIds::add);
      if (entry.event() instanceof RecordingEvent recording) {
        recordingIds.add(recording.subject().recordingId());
      }
    }
    return tables.batchReader().read(sourceArns, streamIds, recordingIds);
  }

  /// Rows are written side by side, and what came of their events is settled.
  private List<CompletableFuture<BatchResult>> begin(
      List<InboundEvent> entries, Known known, Executor threads) {
    Map<StreamId, List<InboundEvent>> byStream = new LinkedHashMap<>();
    Map<RecordingId, List<InboundEvent>> byRecording = new LinkedHashMap<>();
    for (var entry : entries) {
      var ofSession =
          switch (entry.event()) {
            case RecordingEvent event -> {
              byRecording
                  .computeIfAbsent(event.subject().recordingId(), _ -> new ArrayList<>())
                  .add(entry);
              yield event.ofSession();
            }
            case StreamEvent event -> Optional.of(event);
          };
      ofSession.ifPresent(
          event -> byStream.computeIfAbsent(event.streamId(), _ -> new ArrayList<>()).add(entry));
    }
    List<CompletableFuture<BatchResult>> begun = new ArrayList<>();
    Map<StreamId, CompletableFuture<RowResult<StreamSession>>> sessions = new LinkedHashMap<>();
    var sessionWriter = new StreamSessionProcessor(tables.streamSessions(), known);
    byStream.forEach((id, ofStream) -> {
      var row =
          start(() -> sessionWriter.process(ofStream, () -> known.streamSession(id)), threads);
      sessions.put(id, row); // Recordings wait for it, and not for what it sets free.
      begun.add(row.thenApplyAsync(written -> settleSession(id, written), threads));
    });
    var recordingWriter = new RecordingProcessor(tables, known, sessions, compositions, writer);
    byRecording.forEach((id, ofRecording) ->
        begun.add(
            start(
                () -> settle(recordingWriter.process(ofRecording, () -> known.recording(id))),
                threads)));
    return begun;
  }

  private static <T> CompletableFuture<T> start(Supplier<T> work, Executor threads) {
    return CompletableFuture.supplyAsync(work, threads);
  }

  private BatchResult settle(InboundEvent entry, Outcome outcome) {
    return BatchResult.of(parking.settle(new EventResult(entry, outcome)));
  }

  private BatchResult settle(RowResult<?> row) {
    return new BatchResult(
        row.events().stream().map(parking::settle).toList(), List.of(), row.writing());
  }

  /// A stream session that appears is what recordings wait for. A message that was delivered before
  /// may have died between that write and this query, so it asks again.
  private BatchResult settleSession(StreamId stream, RowResult<StreamSession> row) {
    // An event of a recording is settled with its recording.
    var settled = settle(row.of(entry -> entry.event() instanceof StreamEvent));
    var bringer =
        settled.events().stream()
            .filter(each -> each.isStored() && (row.appeared() || each.entry().again()))
            .filter(each -> each.entry().event().source().needsStreamSession())
            .findFirst();
    if (row.value().isEmpty() || bringer.isEmpty()) {
      return settled;
    }
    var entry = bringer.get().entry();
    try {
      return new BatchResult(
          settled.events(), parking.waitingFor(stream, entry.messageId()), row.writing());
    } catch (RuntimeException fault) {
      var failed = new EventResult(entry, new Outcome.Failed(ErrorName.of(fault)));
      return new BatchResult(
          settled.events().stream()
              .map(each -> each.equals(bringer.get()) ? failed : each)
              .toList(),
          List.of(),
          row.writing());
    }
  }
}
