package ivs.recordings.model.recording;

/// What an event asks of the row it is about.
public sealed interface Decision<T> {
  /// It said nothing new: nothing is written.
  record Unchanged<T>() implements Decision<T> {}

  /// The row becomes `next`.
  record Advance<T>(T next) implements Decision<T> {}

  /// It cannot be entered yet.
  record Park<T>(ParkingCause cause) implements Decision<T> {}
}
