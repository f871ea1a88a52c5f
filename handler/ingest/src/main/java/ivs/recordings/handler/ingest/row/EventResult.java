package ivs.recordings.handler.ingest.row;

import ivs.recordings.store.ParkedEvent;
import java.util.Optional;

/// An event and what became of it.
///
/// @param parked the row that it was parked in just now, if it was
public record EventResult(InboundEvent entry, Outcome outcome, Optional<ParkedEvent> parked) {
  public EventResult(InboundEvent entry, Outcome outcome) {
    this(entry, outcome, Optional.empty());
  }

  /// Whether its row holds what it says.
  public boolean isStored() {
    return switch (outcome) {
      case Outcome.Written _, Outcome.Unchanged _ -> true;
      case Outcome.Parked _, Outcome.Ignored _, Outcome.Failed _ -> false;
    };
  }
}
