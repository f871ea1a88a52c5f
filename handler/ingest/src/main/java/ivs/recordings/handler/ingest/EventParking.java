package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.row.BatchResult;
import ivs.recordings.handler.ingest.row.EventResult;
import ivs.recordings.handler.ingest.row.InboundEvent;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.handler.ingest.row.Outcome.Failed;
import ivs.recordings.handler.ingest.row.Outcome.Ignored;
import ivs.recordings.handler.ingest.row.Outcome.Parked;
import ivs.recordings.handler.ingest.row.Outcome.Unchanged;
import ivs.recordings.handler.ingest.row.Outcome.Written;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ParkingCause.Ambiguous;
import ivs.recordings.model.recording.ParkingCause.Contradiction;
import ivs.recordings.model.recording.ParkingCause.Malformed;
import ivs.recordings.model.recording.ParkingCause.UnknownProfile;
import ivs.recordings.model.recording.ParkingCause.UnknownRecording;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.ParkedEventTable;
import ivs.recordings.store.Tables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Parks events that cannot be processed yet, and sets them free once their cause is gone.
final class EventParking {
  /// The type that an unlinked channel is counted as, where such channels are ignored.
  private static final String UNKNOWN_PROFILE = "unknown profile";

  private final Tables tables;
  private final ParkedEventTable parkedEvents;
  private final UnknownProfiles unknownProfiles;

  EventParking(Tables tables, UnknownProfiles unknownProfiles) {
    this.tables = tables;
    this.parkedEvents = tables.parkedEvents();
    this.unknownProfiles = unknownProfiles;
  }

  /// Parks what must wait, and removes from the parked events what is stored.
  EventResult settle(EventResult result) {
    var entry = result.entry();
    try {
      return switch (result.outcome()) {
        case Parked(var cause) -> park(entry, cause);
        case Written _, Unchanged _, Ignored _ -> {
          leave(entry);
          yield result;
        }
        case Failed _ -> result;
      };
    } catch (RuntimeException fault) {
      return new EventResult(entry, new Failed(ErrorName.of(fault)));
    }
  }

  private EventResult park(InboundEvent entry, ParkingCause cause) {
    if (cause instanceof UnknownProfile && unknownProfiles == UnknownProfiles.IGNORE) {
      leave(entry);
      return new EventResult(entry, new Ignored(UNKNOWN_PROFILE));
    }
    var elsewhere = parkedElsewhere(entry, cause);
    var row = parkedEvents.park(cause, entry.eventId(), entry.body());
    elsewhere.forEach(parkedEvents::remove);
    return new EventResult(entry, new Parked(cause), Optional.of(row));
  }

  /// An event waits for one cause at most. Where it waits for another is found before it is parked,
  /// and taken away after: of two handlers that have the same message, and park it for two causes,
  /// each would else take away what the other has just parked.
  private List<ParkedEvent> parkedElsewhere(InboundEvent entry, ParkingCause cause) {
    return Stream.concat(
            entry.parked().filter(row -> !row.waitingFor().equals(cause.waitingFor())).stream(),
            causesBefore(entry).stream()
                .filter(other -> !other.equals(cause.waitingFor()))
                .flatMap(other -> parkedEvents.find(other, entry.eventId(), entry.body()).stream()))
        .distinct()
        .toList();
  }

  /// Once it is stored an event waits for nothing.
  private void leave(InboundEvent entry) {
    entry.parked().ifPresent(parkedEvents::remove);
    for (var cause : causesBefore(entry)) {
      parkedEvents.removeIfSame(cause, entry.eventId(), entry.body());
    }
  }

  /// A message that was delivered before may have been parked by a try that died before it could
  /// say so.
  private static List<String> causesBefore(InboundEvent entry) {
    if (!entry.again() || !(entry.parsed() instanceof Ours(var event))) {
      return List.of();
    }
    if (event instanceof RecordingEvent recording
        && recording.subject().source().isStartedByApi()) {
      return List.of(ParkingCause.waitingForRecording(recording.subject().recordingId()));
    }
    return Stream.concat(
            Stream.of(ParkingCause.waitingForProfile(event.envelope().sourceArn())),
            event.stream().filter(_ -> event.source().needsStreamSession()).stream()
                .map(ParkingCause::waitingForStream))
        .toList();
  }

  /// What waits for a stream, on the account of the message that brought it.
  List<InboundEvent> waitingFor(StreamId stream, String messageId) {
    return parkedEvents.waitingFor(ParkingCause.waitingForStream(stream)).stream()
        .flatMap(row -> InboundEvent.ofParked(messageId, row).stream())
        .toList();
  }

  /// Adds what else is free. The cause of an event may vanish between the read that missed it and
  /// the write that parked it, and its writer looked for parked events too early. So after parking,
  /// look again: one of the two always sees the other.
  BatchResult free(BatchResult result) {
    Set<SourceArn> sourceArns = new HashSet<>();
    Set<StreamId> streamIds = new HashSet<>();
    Set<RecordingId> recordingIds = new HashSet<>();
    for (var event : result.events()) {
      if (event.outcome() instanceof Parked(var cause)) {
        switch (cause) {
          case UnknownProfile(var sourceArn, _) -> sourceArns.add(sourceArn);
          case UnknownStreamSession(var streamId) -> streamIds.add(streamId);
          case UnknownRecording(var recordingId) -> recordingIds.add(recordingId);
          case Ambiguous _, Contradiction _, Malformed _ -> {}
        }
      }
    }
    // An event that two ways set free is processed once.
    Map<ParkedEvent, InboundEvent> freed = new LinkedHashMap<>();
    result.freed().forEach(entry -> freed.putIfAbsent(entry.parked().orElseThrow(), entry));
    if (sourceArns.isEmpty() && streamIds.isEmpty() && recordingIds.isEmpty()) {
      return new BatchResult(result.events(), List.copyOf(freed.values()), result.writing());
    }
    List<EventResult> settled = new ArrayList<>();
    try {
      var known = tables.batchReader().read(sourceArns, streamIds, recordingIds);
      for (var event : result.events()) {
        if (event.parked().isPresent() && isGone(event.outcome(), known)) {
          var row = event.parked().get();
          freed.putIfAbsent(row, event.entry().parkedIn(row));
        } else {
          settled.add(event);
        }
      }
    } catch (RuntimeException fault) {
      var failed = new Failed(ErrorName.of(fault));
      settled =
          result.events().stream()
              .map(event -> mayResolve(event) ? new EventResult(event.entry(), failed) : event)
              .toList();
    }
    return new BatchResult(settled, List.copyOf(freed.values()), result.writing());
  }

  private static boolean mayResolve(EventResult event) {
    return event.outcome() instanceof Parked(var cause)
        && switch (cause) {
          case UnknownProfile _, UnknownStreamSession _, UnknownRecording _ -> true;
          case Ambiguous _, Contradiction _, Malformed _ -> false;
        };
  }

  private static boolean isGone(Outcome outcome, Known known) {
    return outcome instanceof Parked(var cause)
        && switch (cause) {
          case UnknownProfile(var sourceArn, _) -> known.has(sourceArn);
          case UnknownStreamSession(var streamId) -> known.has(streamId);
          case UnknownRecording(var recordingId) -> known.has(recordingId);
          case Ambiguous _, Contradiction _, Malformed _ -> false;
        };
  }
}
