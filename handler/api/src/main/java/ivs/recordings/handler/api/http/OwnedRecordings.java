package ivs.recordings.handler.api.http;

import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.library.LibraryRecordings;

/// The recordings that a caller may see.
public record OwnedRecordings(LibraryRecordings recordings) {
  /// One of them.
  ///
  /// @throws RejectedRequestException with 404, also where it is another's
  public RecordingSummary find(Viewer viewer, RecordingId id) {
    return recordings
        .find(id)
        .filter(recording -> viewer.maySee(recording.profileId()))
        .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
  }
}
