package ivs.recordings.handler.api.upload;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.store.Library;
import java.time.Clock;
import software.amazon.awssdk.services.s3.S3Client;

/// All routes of what clients bring in.
public record Uploads(
    RoomUploadRoutes ofRooms, UploadRoutes inParts, StreamUploadRoutes ofStreams) {
  /// The routes of a library.
  ///
  /// @param bucket where uploads go
  public static Uploads of(
      Library library,
      Bucket bucket,
      ObjectSigner signer,
      S3Client s3,
      PlayLinks links,
      Visibility defaultVisibility,
      Clock clock) {
    var objects = new MultipartUploads(s3);
    var rows = new UploadRows(library.recordings(), library.streams(), bucket, clock);
    return new Uploads(
        new RoomUploadRoutes(rows, signer),
        new UploadRoutes(rows, signer, objects),
        new StreamUploadRoutes(rows, signer, objects, links, defaultVisibility));
  }

  /// Answers a request of one of them.
  public Answer answer(ApiRequest request) {
    return switch (request.routeKey()) {
      case "POST /recordings/upload-url" -> ofRooms.uploadUrl(request);
      case "GET /recordings" -> ofRooms.list(request);
      case "POST /v1/uploads" -> inParts.begin(request);
      case "GET /v1/uploads/{id}" -> inParts.get(request);
      case "DELETE /v1/uploads/{id}" -> inParts.abort(request);
      case "POST /v1/uploads/{id}/parts" -> inParts.parts(request);
      case "POST /v1/uploads/{id}/complete" -> inParts.complete(request);
      case "POST /streams/{id}/upload-recording", "POST /streams/{id}/recording" ->
          ofStreams.upload(request);
      default -> Problem.notFound();
    };
  }
}
