package ivs.recordings.handler.ingest.row;

import ivs.recordings.model.recording.ParkingCause;

/// What became of an event.
public sealed interface Outcome {
  /// It changed the row, which is now at this version.
  record Written(long version) implements Outcome {}

  /// The row already knew: a duplicate, or overtaken by better news.
  record Unchanged() implements Outcome {}

  /// It is kept until its cause is gone.
  record Parked(ParkingCause cause) implements Outcome {}

  /// It was counted and needs nothing.
  record Ignored(String type) implements Outcome {}

  /// It is neither entered nor parked: the queue must keep it.
  ///
  /// @param fault the kind of fault, for the log
  record Failed(String fault) implements Outcome {}
}
