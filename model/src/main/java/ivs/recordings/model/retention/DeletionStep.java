package ivs.recordings.model.retention;

import java.util.List;

/// One step of a deletion. Each may be repeated, and each leaves a row that the next run finds and
/// goes on with, until the last has made it a tombstone.
public sealed interface DeletionStep {
  /// The row says that it is deleted: players are refused from here on, and nothing takes it back.
  record MarkDeleted() implements DeletionStep {}

  /// The objects of these places are removed, but for those that are kept.
  record RemoveObjects(List<ObjectScope> scopes) implements DeletionStep {
    public RemoveObjects {
      scopes = List.copyOf(scopes);
    }
  }

  /// Copies at the edge of the CDN are dropped.
  record InvalidatePaths(List<String> paths) implements DeletionStep {
    public InvalidatePaths {
      paths = List.copyOf(paths);
    }
  }

  /// The row loses all that tells of the media and keeps what refuses late events.
  record WriteTombstone() implements DeletionStep {}
}
