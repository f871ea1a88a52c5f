package ivs.recordings.handler.ingest;

/// An event and what became of it.
public record EventResult(InboundEvent entry, Outcome effect) {}
