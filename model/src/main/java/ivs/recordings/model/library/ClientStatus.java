package ivs.recordings.model.library;

/// What a client of the library sees as the status of a recording.
public enum ClientStatus {
  /// The recording has started and not ended.
  RECORDING,
  /// It has ended, and its files were not found complete yet.
  PROCESSING,
  /// It can be played.
  AVAILABLE,
  /// It failed and left nothing that can be played.
  FAILED,
  /// Its retention time is over.
  EXPIRED,
  /// It was deleted.
  DELETED
}
