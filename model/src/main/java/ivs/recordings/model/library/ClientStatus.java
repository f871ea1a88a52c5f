package ivs.recordings.model.library;

import ivs.recordings.model.recording.RecordingStatus;

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
  DELETED;

  /// The last of these that applies; of the others the one that the status of the row says.
  ///
  /// @param isAvailable whether its files were found complete
  /// @param isExpired whether its retention time is over, and nothing holds it
  public static ClientStatus of(
      RecordingStatus status, boolean isAvailable, boolean isExpired, boolean isDeleted) {
    if (isDeleted) {
      return DELETED;
    }
    if (isExpired) {
      return EXPIRED;
    }
    if (isAvailable) {
      return AVAILABLE;
    }
    return switch (status) {
      case FAILED -> FAILED;
      case STARTED -> RECORDING;
      case COMPLETED -> PROCESSING;
    };
  }
}
