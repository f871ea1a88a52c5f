package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.Outcome.Failed;
import ivs.recordings.handler.ingest.Outcome.Ignored;
import ivs.recordings.handler.ingest.Outcome.Parked;
import ivs.recordings.handler.ingest.Outcome.Unchanged;
import ivs.recordings.handler.ingest.Outcome.Written;
import ivs.recordings.handler.ingest.RowWriter.Row;
import ivs.recordings.handler.ingest.source.EventParser;
import ivs.recordings.handler.ingest.source.ParsedEvent;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ParkingCause.Ambiguous;
import ivs.recordings.model.recording.ParkingCause.Contradiction;
import ivs.recordings.model.recording.ParkingCause.Malformed;
import ivs.recordings.model.recording.ParkingCause.UnknownProfile;
import ivs.recordings.model.recording.ParkingCause.UnknownRecording;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.Tables;
import ivs.recordings.store.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/// One round: one read for all, then every row is written side by side, then what has to wait is
/// parked, and what waited for a row just written is set free.
///
/// Stream events come before recording events: a recording whose stream session is first written in
/// this round waits for that write, and for nothing else.
final class BatchPass {
  /// The type that an unlinked channel is counted as, where such channels are ignored.
  static final String UNKNOWN_PROFILE = "unknown profile";

  private final Tables tables;
  private final UnknownProfiles unknownProfiles;
  private final Writer writer;
  private final Executor sideBySide;

  BatchPass(Tables tables, UnknownProfiles unknownProfiles, Writer writer, Executor sideBySide) {
    this.tables = tables;
    this.sideBySide = sideBySide;
    this.unknownProfiles = unknownProfiles;
    this.writer = writer;
  }

  /// @param freed what can be entered now and could not before
  record Result(List<EventResult> entered, List<InboundEvent> freed, WriteStatistics writing) {}

  /// An event whose way ends here, and the row it was parked in, if it was.
  private record Settled(EventResult entered, Optional<ParkedEvent> parked) {}

  /// All events of one row, and what the row's first write set free.
  private record SettledRow(
      List<Settled> events, List<InboundEvent> freed, WriteStatistics writing) {}

  Result process(List<InboundEvent> entries) {
    Known known;
    try {
      known = read(entries);
    } catch (RuntimeException fault) {
      return new Result(failed(entries, ErrorName.of(fault)), List.of(), WriteStatistics.NONE);
    }
    // One event has one row, and nothing is beside it.
    var threads = entries.size() == 1 ? (Executor) Runnable::run : sideBySide;
    var settled = new ArrayList<Settled>();
    var freed = new LinkedHashMap<ParkedEvent, InboundEvent>();
    var writing = WriteStatistics.NONE;
    for (var begun : begin(entries, known, threads)) {
      var row = begun.join();
      settled.addAll(row.events());
      writing = writing.plus(row.writing());
      row.freed().forEach(entry -> free(freed, entry));
    }
    return new Result(lookAgain(settled, freed), List.copyOf(freed.values()), writing);
  }

  private static List<EventResult> failed(List<InboundEvent> entries, Outcome fault) {
    return entries.stream().map(entry -> new EventResult(entry, fault)).toList();
  }

  private Known read(List<InboundEvent> entries) {
    Set<SourceArn> sourceArns = new HashSet<>();
    Set<StreamId> streamIds = new HashSet<>();
    Set<RecordingId> recordingIds = new HashSet<>();
    for (var entry : entries) {
      sourceArns.add(entry.event().envelope().sourceArn());
      streamIds.add(entry.event().streamId());
      if (entry.event() instanceof RecordingEvent event) {
        recordingIds.add(event.subject().recordingId());
      }
    }
    return tables.lookup().read(sourceArns, streamIds, recordingIds);
  }

  /// Rows are written side by side, and what came of their events is settled.
  private List<CompletableFuture<SettledRow>> begin(
      List<InboundEvent> entries, Known known, Executor threads) {
    Map<StreamId, List<InboundEvent>> byStream = new LinkedHashMap<>();
    Map<RecordingId, List<InboundEvent>> byRecording = new LinkedHashMap<>();
    for (var entry : entries) {
      var row =
          switch (entry.event()) {
            case RecordingEvent event ->
                byRecording.computeIfAbsent(event.subject().recordingId(), _ -> new ArrayList<>());
            case StreamEvent event ->
                byStream.computeIfAbsent(event.streamId(), _ -> new ArrayList<>());
          };
      row.add(entry);
    }
    List<CompletableFuture<SettledRow>> begun = new ArrayList<>();
    Map<StreamId, CompletableFuture<Row<StreamSession>>> sessions = new LinkedHashMap<>();
    var sessionWriter = new StreamSessionWriter(tables.streamSessions(), known);
    byStream.forEach((id, ofStream) -> {
      var row =
          CompletableFuture.supplyAsync(
              () -> sessionWriter.process(ofStream, () -> known.streamSession(id)), threads);
      sessions.put(id, row); // Recordings wait for it, and not for what it sets free.
      begun.add(row.thenApplyAsync(written -> settleSession(id, written), threads));
    });
    var recordingWriter = new RecordingWriter(tables.recordings(), known, sessions, writer);
    byRecording.forEach((id, ofRecording) ->
        begun.add(
            CompletableFuture.supplyAsync(
                () ->
                    settleRecording(
                        recordingWriter.process(ofRecording, () -> known.recording(id))),
                threads)));
    return begun;
  }

  private SettledRow settleRecording(Row<Recording> row) {
    return new SettledRow(settleAll(row), List.of(), WriteStatistics.ofRecording(row));
  }

  private List<Settled> settleAll(Row<?> row) {
    return row.entered().stream().map(this::settle).toList();
  }

  /// A stream session that appears is what recordings wait for. A message that was delivered before
  /// may have died between that write and this query, so it asks again.
  private SettledRow settleSession(StreamId stream, Row<StreamSession> row) {
    var settled = settleAll(row);
    var bringer =
        settled.stream()
            .map(Settled::entered)
            .filter(each -> isStored(each) && (row.appeared() || each.entry().again()))
            .map(EventResult::entry)
            .findFirst();
    if (row.value().isEmpty() || bringer.isEmpty()) {
      return new SettledRow(settled, List.of(), WriteStatistics.ofRow(row));
    }
    try {
      return new SettledRow(settled, waitingFor(stream, bringer.get()), WriteStatistics.ofRow(row));
    } catch (RuntimeException fault) {
      return new SettledRow(
          settled.stream().map(each -> failing(each, bringer.get(), fault)).toList(),
          List.of(),
          WriteStatistics.ofRow(row));
    }
  }

  private static boolean isStored(EventResult entered) {
    return switch (entered.effect()) {
      case Written _, Unchanged _ -> true;
      case Parked _, Ignored _, Failed _ -> false;
    };
  }

  private static Settled failing(Settled settled, InboundEvent bringer, RuntimeException fault) {
    return settled.entered().entry().equals(bringer)
        ? new Settled(new EventResult(bringer, ErrorName.of(fault)), Optional.empty())
        : settled;
  }

  /// What waits for a stream, on the account of the event that brought it.
  private List<InboundEvent> waitingFor(StreamId stream, InboundEvent bringer) {
    var waiting = new ArrayList<InboundEvent>();
    for (var row : tables.parkedEvents().waitingFor(ParkingCause.waitingForStream(stream))) {
      if (EventParser.parse(row.event()) instanceof ParsedEvent.Ours(var event)) {
        waiting.add(
            new InboundEvent(bringer.messageId(), row.event(), event, false, Optional.of(row)));
      }
    }
    return waiting;
  }

  private Settled settle(EventResult entered) {
    var entry = entered.entry();
    try {
      return switch (entered.effect()) {
        case Parked(var cause) -> settleParked(entered, cause);
        case Written _, Unchanged _ -> {
          leaveParking(entry);
          yield new Settled(entered, Optional.empty());
        }
        case Ignored _, Failed _ -> new Settled(entered, Optional.empty());
      };
    } catch (RuntimeException fault) {
      return new Settled(new EventResult(entry, ErrorName.of(fault)), Optional.empty());
    }
  }

  private Settled settleParked(EventResult entered, ParkingCause cause) {
    var entry = entered.entry();
    if (cause instanceof UnknownProfile && unknownProfiles == UnknownProfiles.IGNORE) {
      leaveParking(entry);
      return new Settled(new EventResult(entry, new Ignored(UNKNOWN_PROFILE)), Optional.empty());
    }
    var elsewhere = parkedElsewhere(entry, cause);
    var row = tables.parkedEvents().park(cause, entry.eventId(), entry.body());
    elsewhere.forEach(tables.parkedEvents()::remove);
    return new Settled(entered, Optional.of(row));
  }

  /// An event waits for one cause at most. Where it waits for another is found before it is parked,
  /// and taken away after: of two handlers that have the same message, and park it for two causes,
  /// each would else take away what the other has just parked.
  private List<ParkedEvent> parkedElsewhere(InboundEvent entry, ParkingCause cause) {
    var parked = tables.parkedEvents();
    return Stream.concat(
            entry.parked().filter(row -> !row.waitingFor().equals(cause.waitingFor())).stream(),
            causesBefore(entry).stream()
                .filter(other -> !other.equals(cause.waitingFor()))
                .flatMap(other -> parked.find(other, entry.eventId(), entry.body()).stream()))
        .distinct()
        .toList();
  }

  /// Once it is entered an event waits for nothing.
  private void leaveParking(InboundEvent entry) {
    var parked = tables.parkedEvents();
    entry.parked().ifPresent(parked::remove);
    for (var cause : causesBefore(entry)) {
      parked.removeIfSame(cause, entry.eventId(), entry.body());
    }
  }

  /// A message that was delivered before may have been parked by a try that died before it could
  /// say so.
  private static List<String> causesBefore(InboundEvent entry) {
    if (!entry.again()) {
      return List.of();
    }
    if (entry.event() instanceof RecordingEvent event
        && event.subject().source().isStartedByApi()) {
      return List.of(ParkingCause.waitingForRecording(event.subject().recordingId()));
    }
    return List.of(
        ParkingCause.waitingForProfile(entry.event().envelope().sourceArn()),
        ParkingCause.waitingForStream(entry.event().streamId()));
  }

  /// The cause of an event may vanish between the read that missed it and the write that parked it,
  /// and its writer looked for parked events too early. So after parking, look again: one of the
  /// two always sees the other.
  private List<EventResult> lookAgain(List<Settled> settled, Map<ParkedEvent, InboundEvent> freed) {
    Set<SourceArn> sourceArns = new HashSet<>();
    Set<StreamId> streamIds = new HashSet<>();
    Set<RecordingId> recordingIds = new HashSet<>();
    for (var each : settled) {
      if (each.entered().effect() instanceof Parked(var cause)) {
        switch (cause) {
          case UnknownProfile(var sourceArn, _) -> sourceArns.add(sourceArn);
          case UnknownStreamSession(var streamId) -> streamIds.add(streamId);
          case UnknownRecording(var recordingId) -> recordingIds.add(recordingId);
          case Ambiguous _, Contradiction _, Malformed _ -> {}
        }
      }
    }
    if (sourceArns.isEmpty() && streamIds.isEmpty() && recordingIds.isEmpty()) {
      return settled.stream().map(Settled::entered).toList();
    }
    try {
      var known = tables.lookup().read(sourceArns, streamIds, recordingIds);
      var stillHere = new ArrayList<EventResult>();
      for (var each : settled) {
        if (each.parked().isPresent() && isGone(each.entered().effect(), known)) {
          free(freed, each.entered().entry().freedFrom(each.parked().get()));
        } else {
          stillHere.add(each.entered());
        }
      }
      return stillHere;
    } catch (RuntimeException fault) {
      var failed = ErrorName.of(fault);
      return settled.stream()
          .map(each ->
              each.parked().isPresent()
                  ? new EventResult(each.entered().entry(), failed)
                  : each.entered())
          .toList();
    }
  }

  private static boolean isGone(Outcome effect, Known known) {
    return effect instanceof Parked(var cause)
        && switch (cause) {
          case UnknownProfile(var sourceArn, _) -> known.has(sourceArn);
          case UnknownStreamSession(var streamId) -> known.has(streamId);
          case UnknownRecording(var recordingId) -> known.has(recordingId);
          case Ambiguous _, Contradiction _, Malformed _ -> false;
        };
  }

  /// An event that two ways set free is entered once.
  private static void free(Map<ParkedEvent, InboundEvent> freed, InboundEvent entry) {
    freed.putIfAbsent(entry.parked().orElseThrow(), entry);
  }
}
