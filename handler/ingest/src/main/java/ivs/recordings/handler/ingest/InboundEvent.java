package ivs.recordings.handler.ingest;

import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.store.ParkedEvent;
import java.util.Optional;

/// One event on its way into the books.
///
/// @param messageId the SQS message that brought it, or that set it free: the one to keep if it
///   fails
/// @param body the original, as it came
/// @param again whether the message was delivered before; an earlier try may have left work undone
/// @param parked where it waits, if it does
/// @param released whether it waited and a person has sent it on
public record InboundEvent(
    String messageId,
    String body,
    SourceEvent event,
    boolean again,
    Optional<ParkedEvent> parked,
    boolean released) {

  public InboundEvent(
      String messageId,
      String body,
      SourceEvent event,
      boolean again,
      Optional<ParkedEvent> parked) {
    this(messageId, body, event, again, parked, false);
  }

  String eventId() {
    return event.envelope().eventId();
  }

  InboundEvent freedFrom(ParkedEvent row) {
    return new InboundEvent(messageId, body, event, again, Optional.of(row));
  }

  boolean hasWaited() {
    return released || parked.isPresent();
  }
}
