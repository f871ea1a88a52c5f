package ivs.recordings.handler.ingest.composition;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.StorageLocation;
import java.util.Optional;

/// Asks IVS where a composition is recorded, which none of its events says.
public interface Compositions {
  /// What IVS answers.
  sealed interface Storage {
    /// It is recorded to S3.
    ///
    /// @param stage that it is of
    /// @param destinationId of the S3 destination
    /// @param location unknown as long as IVS has not begun to write
    /// @param mayHaveFailed whether a failure that names no destination is that one's: it is the
    ///   only one, or failed
    record S3(
        Optional<SourceArn> stage,
        String destinationId,
        StorageLocation location,
        boolean mayHaveFailed)
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
