package ivs.recordings.handler.api.upload;

import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.OwnedStreams;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.UploadKey;
import ivs.recordings.store.library.Library;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/// Writes the row of an upload before its address is given out, so that what arrives has a row.
public record UploadRows(Library library, Bucket bucket, Clock clock) {
  /// More files of one name in one second than any client sends.
  private static final int MOST_NAMES = 100;

  /// Takes the first place that is free.
  ///
  /// @param stream of the caller
  /// @param uploadId begins the upload in parts at a place, if it comes in parts; that of a place
  ///   that is taken is removed by the rule of the bucket
  Upload begin(
      ProfileId owner,
      Optional<StreamId> stream,
      UploadRequest request,
      Function<Upload, Optional<String>> uploadId) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    stream.filter(id -> id.roomId().isPresent()).ifPresent(room -> ensure(owner, room, now));
    for (int number = 1; number <= MOST_NAMES; number++) {
      var upload =
          new Upload(
              owner,
              stream,
              bucket,
              UploadKey.of(stream, now, request.fileName(), number),
              request.fileName(),
              request.format(),
              request.size(),
              now);
      if (library.uploads().begin(upload, uploadId.apply(upload))) {
        return upload;
      }
    }
    throw new IllegalStateException("too many files of one name in one second");
  }

  /// A room has one session for each person who uploads of it. It is none that goes live, so it is
  /// over from the beginning.
  private void ensure(ProfileId owner, StreamId room, Instant now) {
    library
        .streams()
        .ensure(
            new StreamSession(
                room,
                owner,
                SourceArn.ofUser(owner),
                StreamStatus.ENDED,
                Optional.of(now),
                Optional.of(now),
                Optional.empty()));
  }

  /// The stream of this name, which must be the caller's.
  ///
  /// @throws RejectedRequestException with 404, also where it is another's
  StreamSummary owned(ApiRequest request, String streamId) {
    try {
      return new OwnedStreams(library.streams()).find(request.caller(), new StreamId(streamId));
    } catch (IllegalArgumentException unsound) {
      throw new RejectedRequestException(Problem.notFound());
    }
  }
}
