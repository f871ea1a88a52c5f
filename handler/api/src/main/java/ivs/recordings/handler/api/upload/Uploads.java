package ivs.recordings.handler.api.upload;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.store.library.Library;
import java.time.Clock;
import java.util.Optional;

/// All routes of what clients bring in.
public record Uploads(
    RoomUploadRoutes ofRooms, UploadRoutes inParts, StreamUploadRoutes ofStreams) {
  /// The routes of a library.
  ///
  /// @param objects of the bucket where uploads go
  public static Uploads of(
      Library library,
      MediaObjects objects,
      ObjectSigner signer,
      PlayLinks links,
      Visibility defaultVisibility,
      Clock clock) {
    var rows = new UploadRows(library, objects.bucket(), clock);
    return new Uploads(
        new RoomUploadRoutes(rows, signer),
        new UploadRoutes(rows, signer, objects),
        new StreamUploadRoutes(rows, signer, objects, links, defaultVisibility));
  }

  /// Answers a request of one of them; empty for any other.
  public Optional<Answer> answer(ApiRequest request) {
    return switch (request.routeKey()) {
      case "POST /recordings/upload-url" -> Optional.of(ofRooms.uploadUrl(request));
      case "GET /recordings" -> Optional.of(ofRooms.list(request));
      case "POST /v1/uploads" -> Optional.of(inParts.begin(request));
      case "GET /v1/uploads/{id}" -> Optional.of(inParts.get(request));
      case "DELETE /v1/uploads/{id}" -> Optional.of(inParts.abort(request));
      case "POST /v1/uploads/{id}/parts" -> Optional.of(inParts.parts(request));
      case "POST /v1/uploads/{id}/complete" -> Optional.of(inParts.complete(request));
      case "POST /streams/{id}/upload-recording", "POST /streams/{id}/recording" ->
          Optional.of(ofStreams.upload(request));
      default -> Optional.empty();
    };
  }
}
