package ivs.recordings.handler.ingest.row;

import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.ingest.composition.Compositions.Storage;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Adds to the events of one composition what they do not say: where its files lie, and whether the
/// destination that failed is the one that writes them.
public final class CompositionLocator {
  /// The type that a composition is counted as which is not recorded.
  private static final String NOT_RECORDED = "composition without S3";

  private final Compositions compositions;

  public CompositionLocator(Compositions compositions) {
    this.compositions = compositions;
  }

  /// The events as they can be decided now. One call for all of them, and none where their row and
  /// they themselves know it all.
  ///
  /// @param settled takes those of a composition that is not recorded, or not of the stage that
  ///   they name
  /// @throws RuntimeException if IVS does not answer
  List<InboundEvent> locate(
      List<InboundEvent> entries, Optional<Recording> row, Consumer<EventResult> settled) {
    var isKnown = row.filter(known -> known.location().prefix().isPresent()).isPresent();
    var first = event(entries.getFirst());
    if (first.source() != Source.IVS_COMPOSITION
        || entries.stream().noneMatch(entry -> asks(event(entry), isKnown))) {
      return entries;
    }
    var arn =
        first
            .subject()
            .sessionId()
            .flatMap((SessionId id) -> first.envelope().sourceArn().ofComposition(id));
    return switch (compositions.find(arn)) {
      case Storage.Unknown() -> entries.stream().map(entry -> forgotten(entry, row)).toList();
      case Storage.S3 s3 -> located(entries, s3, settled);
      case Storage.Elsewhere() -> {
        // What names its files has them; the reconciler found those.
        List<InboundEvent> recorded = new ArrayList<>();
        for (var entry : entries) {
          if (isKnown || event(entry).subject().location().prefix().isPresent()) {
            recorded.add(entry);
          } else {
            settled.accept(new EventResult(entry, new Outcome.Ignored(NOT_RECORDED)));
          }
        }
        yield recorded;
      }
    };
  }

  /// An event that names another stage than IVS must not give the recording to that one's profile.
  private static List<InboundEvent> located(
      List<InboundEvent> entries, Storage.S3 s3, Consumer<EventResult> settled) {
    List<InboundEvent> located = new ArrayList<>();
    for (var entry : entries) {
      var stage = event(entry).envelope().sourceArn();
      if (s3.stage().map(stage::equals).orElse(true)) {
        located.add(located(entry, s3));
      } else {
        settled.accept(new EventResult(entry, new Outcome.Parked(anothers(s3, event(entry)))));
      }
    }
    return located;
  }

  private static ParkingCause anothers(Storage.S3 s3, RecordingEvent event) {
    return new ParkingCause.Contradiction(
        "IVS says that %s is of %s, but the event says %s."
            .formatted(
                event.subject().recordingId().value(),
                s3.stage().map(SourceArn::value).orElse(""),
                event.envelope().sourceArn().value()));
  }

  private static boolean asks(RecordingEvent event, boolean isKnown) {
    var hasPrefix = event.subject().location().prefix().isPresent();
    return event instanceof DestinationFailed ? !hasPrefix : !isKnown && !hasPrefix;
  }

  private static InboundEvent located(InboundEvent entry, Storage.S3 s3) {
    var event = event(entry);
    if (event.subject().location().prefix().isPresent()) {
      return entry;
    }
    var located = event.about(event.subject().at(s3.location()));
    return entry.with(
        located instanceof DestinationFailed failure && !isOf(s3, failure)
            ? new Started(located.subject(), located.phrase())
            : located);
  }

  /// Where the event does not tell which destination failed, IVS does.
  private static boolean isOf(Storage.S3 s3, DestinationFailed failure) {
    return failure.destinationId().map(s3.destinationId()::equals).orElse(s3.mayHaveFailed());
  }

  /// An event that is late or played again must not fail a recording whose broadcast failed. The
  /// files that are known tell by themselves whether they failed, in their manifest.
  private static InboundEvent forgotten(InboundEvent entry, Optional<Recording> row) {
    var folder = row.flatMap(known -> known.location().folder());
    return event(entry) instanceof DestinationFailed failure
            && failure.subject().location().prefix().isEmpty()
            && folder.isPresent()
            && failure.destinationId().filter(id -> folder.get().contains("/" + id + "/")).isEmpty()
        ? entry.with(new Started(failure.subject(), failure.phrase()))
        : entry;
  }

  private static RecordingEvent event(InboundEvent entry) {
    return (RecordingEvent) ((Ours) entry.parsed()).event();
  }
}
