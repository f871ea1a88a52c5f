package ivs.recordings.handler.ingest;

import ivs.recordings.model.recording.StorageLocation;
import java.util.Optional;

/// Asks IVS where a composition is recorded, which none of its events says.
public interface Compositions {
  /// What IVS answers.
  sealed interface Storage {
    /// It is recorded to S3.
    ///
    /// @param destinationId of the S3 destination
    /// @param location unknown as long as IVS has not begun to write
    /// @param hasFailed whether that destination failed
    /// @param isOnly whether the composition has no other destination
    record S3(String destinationId, StorageLocation location, boolean hasFailed, boolean isOnly)
        implements Storage {}

    /// It is only broadcast.
    record Elsewhere() implements Storage {}

    /// IVS does not know it any more, minutes after its end.
    record Unknown() implements Storage {}
  }

  /// Where a composition is recorded.
  ///
  /// @param compositionArn empty where the stage's ARN is none, and no composition can be named
  /// @throws RuntimeException if IVS does not answer: the message must be delivered again
  Storage find(Optional<String> compositionArn);
}
