package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.SourceUnavailableException;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.item.VersionedItem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What the steps of one run share.
///
/// @param dynamo how the tables are asked; nothing is asked around it
/// @param unforeseen where faults are counted that no source is to blame for
/// @param now the moment that all ages of this run are measured from
/// @param random where there is more than one run can do, each run does other things
public record RunContext(
    Tables tables,
    CircuitBreaker dynamo,
    CircuitBreaker unforeseen,
    LostEventProcessor repairs,
    ReconcilerSettings settings,
    ReconcilerRequest request,
    ReconcilerReport report,
    Instant now,
    Random random) {

  /// How far back the run looks.
  Instant from() {
    return request.since().orElse(now.minus(settings.window()));
  }

  /// What happened before has had time to be told by an event.
  Instant old() {
    return now.minus(settings.openAfter());
  }

  /// Whether the run is about this profile.
  boolean isAbout(ProfileId profileId) {
    return request.profile().map(profileId::equals).orElse(true);
  }

  /// The rows that can be read; that there were others is said.
  List<Recording> legible(Supplier<Legible<VersionedItem<Recording>>> query) {
    var found = dynamo.ask(query);
    if (found.corrupt() > 0) {
      report.note("%d rows cannot be read and were left alone.".formatted(found.corrupt()));
    }
    return found.rows().stream().map(VersionedItem::value).toList();
  }

  /// The profiles and stream sessions that events of these rows need.
  Known known(List<Recording> rows) {
    Set<SourceArn> channels = rows.stream().map(Recording::sourceArn).collect(Collectors.toSet());
    Set<StreamId> streams =
        rows.stream().flatMap(row -> row.streamIds().stream()).collect(Collectors.toSet());
    return dynamo.ask(() -> tables.batchReader().read(channels, streams, Set.of()));
  }

  /// The channel's profile; none also where its row is corrupt.
  Optional<Profile> profile(Known known, SourceArn channel) {
    return unlessCorrupt(() -> known.profile(channel));
  }

  /// A stream's session; none also where its row is corrupt.
  Optional<StreamSession> session(Known known, StreamId stream) {
    return unlessCorrupt(() -> known.streamSession(stream)).map(VersionedItem::value);
  }

  /// A recording's row; none also where it cannot be read.
  Optional<Recording> recording(Known known, RecordingId recordingId) {
    return unlessCorrupt(() -> known.recording(recordingId)).map(VersionedItem::value);
  }

  private <T> Optional<T> unlessCorrupt(Supplier<Optional<T>> row) {
    try {
      return row.get();
    } catch (CorruptItemException corrupt) {
      unforeseen.failed(ErrorName.of(corrupt));
      return Optional.empty();
    }
  }

  /// Whether a stream may speak for a recording: it has a session, and of the same channel.
  Predicate<StreamId> isKnown(Known known, Recording row) {
    return stream ->
        session(known, stream)
            .filter(session -> session.sourceArn().equals(row.sourceArn()))
            .isPresent();
  }

  /// Does one of several parts that do not need each other, whatever becomes of it.
  void isolated(Runnable part) {
    try {
      attempt(part);
    } catch (RuntimeException fault) {
      unforeseen.failed(ErrorName.of(fault));
    }
  }

  /// Does what can be done. What is out of reach was counted where it was asked, and is nothing
  /// that should keep the rest from being done.
  static <T> Optional<T> attempt(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (SourceUnavailableException countedWhereItWasAsked) {
      return Optional.empty();
    }
  }

  static void attempt(Runnable part) {
    attempt(() -> {
      part.run();
      return true;
    });
  }
}
