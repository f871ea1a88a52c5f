package ivs.recordings.handler.api.http;

import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.store.library.LibraryStreams;

/// The streams that a caller may see.
public record OwnedStreams(LibraryStreams streams) {
  /// One of them.
  ///
  /// @throws RejectedRequestException with 404, also where it is another's
  public StreamSummary find(Viewer viewer, StreamId id) {
    return streams
        .find(id)
        .filter(stream -> viewer.maySee(stream.session().profileId()))
        .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
  }
}
