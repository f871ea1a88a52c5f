package ivs.recordings.handler.ingest;

/// An event and what became of it.
public record Entered(Entry entry, Effect effect) {}
