package ivs.recordings.store;

import static ivs.recordings.store.ItemValues.s;

import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.WriteResult.Done;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows of objects of which an app says that they are recordings. The event of the object may come
/// before or after, and means the same.
public final class ReportedUploads {
  /// The object's event, readiness or a person may write the row meanwhile.
  private static final int MOST_ATTEMPTS = 5;

  private final RecordingTable recordings;

  ReportedUploads(RecordingTable recordings) {
    this.recordings = recordings;
  }

  /// Enters an object, or completes its row.
  ///
  /// @param reported what is known of it
  /// @return the row; empty if it is another's, or was deleted
  public Optional<VersionedItem<Recording>> enter(
      Recording reported, String fileName, String contentType) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var seen = recordings.find(reported.id().value());
      if (seen.filter(row -> !isOf(row, reported)).isPresent()) {
        return Optional.empty();
      }
      var next = seen.map(row -> row.value().join(reported)).orElse(reported);
      if (seen.map(VersionedItem::value).equals(Optional.of(next))) {
        return seen;
      }
      var written =
          seen.isPresent()
              ? recordings.replace(seen, next, List.of())
              : recordings.replace(
                  seen,
                  next,
                  List.of(),
                  Map.of(
                      RecordingTable.FILE_NAME, s(fileName),
                      RecordingTable.CONTENT_TYPE, s(contentType)));
      if (written instanceof Done) {
        return recordings.find(reported.id().value());
      }
    }
    throw new IllegalStateException("a recording was written too often meanwhile");
  }

  private static boolean isOf(VersionedItem<Recording> row, Recording reported) {
    return row.media().deletedAt().isEmpty()
        && row.value().profileId().equals(reported.profileId())
        && row.value().sourceArn().equals(reported.sourceArn())
        && row.value().location().equals(reported.location());
  }
}
