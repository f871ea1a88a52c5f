package ivs.recordings.handler;

/// An event and what became of it.
record Entered(Entry entry, Effect effect) {}
