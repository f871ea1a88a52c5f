package ivs.recordings.handler.ingest.row;

import ivs.recordings.handler.ingest.source.EventParser;
import ivs.recordings.handler.ingest.source.EventSerializer;
import ivs.recordings.handler.ingest.source.ParsedEvent;
import ivs.recordings.handler.ingest.source.ParsedEvent.Malformed;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.store.ParkedEvent;
import java.util.Optional;

/// One event on its way into the tables.
///
/// @param messageId the SQS message that brought it, or that set it free: the one to keep if it
///   fails
/// @param body the original, as it came
/// @param again whether the message was delivered before; an earlier try may have left work undone
/// @param parked where it is parked, if it is
/// @param released whether it was parked by an earlier batch
public record InboundEvent(
    String messageId,
    String body,
    ParsedEvent parsed,
    boolean again,
    Optional<ParkedEvent> parked,
    boolean released) {

  /// An event that no message brought, because the reconciler made it.
  public static InboundEvent inferred(String messageId, SourceEvent event) {
    var body = EventSerializer.of(event);
    return new InboundEvent(messageId, body, new Ours(event), false, Optional.empty(), false);
  }

  /// A parked event, on the account of the message that sets it free.
  ///
  /// @return empty where it is parked because it cannot be processed at all
  public static Optional<InboundEvent> ofParked(String messageId, ParkedEvent row) {
    return EventParser.parse(row.event()) instanceof Ours ours
        ? Optional.of(new InboundEvent(messageId, row.event(), ours, false, Optional.of(row), true))
        : Optional.empty();
  }

  /// What the rules decide about. Messages that are malformed or not ours never come this far.
  public SourceEvent event() {
    return switch (parsed) {
      case Ours(var event) -> event;
      case NotOurs _, Malformed _ -> throw new IllegalStateException("no event: " + parsed);
    };
  }

  public String eventId() {
    return switch (parsed) {
      case Ours(var event) -> event.envelope().eventId();
      case Malformed(var eventId, _) -> eventId;
      case NotOurs _ -> "";
    };
  }

  /// The same message, with more of the event known than it says.
  InboundEvent with(SourceEvent known) {
    return new InboundEvent(messageId, body, new Ours(known), again, parked, released);
  }

  public InboundEvent parkedIn(ParkedEvent row) {
    return new InboundEvent(messageId, body, parsed, again, Optional.of(row), released);
  }

  /// Whether it comes from the table of parked events, and not in a message of this batch.
  public boolean isFromParking() {
    return released && parked.isPresent();
  }
}
