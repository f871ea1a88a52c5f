package ivs.recordings.handler.api.upload;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.library.RecordingJson;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.model.upload.Upload;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Recordings of a stream that its owner uploads, in the form that existing apps know: a form with
/// the file, as long as it is short, or an address to put it to.
public record StreamUploadRoutes(
    UploadRows rows,
    ObjectSigner signer,
    MediaObjects objects,
    PlayLinks links,
    Visibility defaultVisibility) {
  private static final String FIELD = "recording";

  /// A request to a function has at most 6 MB, of which a body in base64 takes four thirds.
  private static final int LARGEST_FORM = 4 * 1024 * 1024;

  /// Takes a file, or gives the address to put it to.
  public Answer upload(ApiRequest request) {
    var stream = rows.owned(request, request.streamId().value());
    var type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    try {
      return type.startsWith("multipart/form-data")
          ? sent(request, stream)
          : announced(request, stream, 200, "Put the recording to uploadUrl");
    } catch (UnsoundUploadException unsound) {
      throw new RejectedRequestException(Problem.invalid(unsound.sentence()));
    }
  }

  private Answer announced(ApiRequest request, StreamSummary stream, int status, String message) {
    var declared = UploadRequest.of(request.json(), "filename", Upload.LARGEST_AT_ONCE);
    return address(request, stream, declared, status, message);
  }

  private Answer address(
      ApiRequest request,
      StreamSummary stream,
      UploadRequest declared,
      int status,
      String message) {
    var upload = begin(request, stream, declared);
    return new Made(
        status,
        JsonFields.MAPPER
            .createObjectNode()
            .put("success", status == 200)
            .put("statusCode", status)
            .put("message", message)
            .put("uploadUrl", signer.put(upload, declared.contentType()))
            .put("recordingId", upload.key().value()));
  }

  private Upload begin(ApiRequest request, StreamSummary stream, UploadRequest declared) {
    return rows.begin(request.profile(), Optional.of(stream.id()), declared, _ -> Optional.empty());
  }

  private Answer sent(ApiRequest request, StreamSummary stream) {
    var file = FormFile.of(FIELD, request.header("content-type").orElse(""), request.bytes());
    var size = file.content().length();
    var declared = declared(file, size);
    if (size > LARGEST_FORM) {
      return address(
          request, stream, declared, 413, "The recording is longer than 4 MB: put it to uploadUrl");
    }
    var upload = begin(request, stream, declared);
    objects.put(upload, file.bytes());
    var now = rows.clock().instant();
    var json =
        JsonFields.MAPPER
            .createObjectNode()
            .put("success", true)
            .put("statusCode", 200)
            .put("message", "Recording uploaded successfully");
    var data = json.putObject("data").put("streamId", stream.id().value());
    data.put("status", stream.session().status() == StreamStatus.LIVE ? "LIVE" : "OFFLINE");
    RecordingJson.put(data, "recordingUrl", address(upload, stream, now));
    data.put("recordingId", upload.key().value());
    RecordingJson.put(data, "endedAt", stream.session().endTime().map(Instant::toString));
    return new Found(json);
  }

  private static UploadRequest declared(FormFile file, int size) {
    var declared = JsonFields.MAPPER.createObjectNode();
    file.name().ifPresent(name -> declared.put("filename", name));
    file.contentType().ifPresent(type -> declared.put("contentType", type));
    return UploadRequest.of(
        size == 0 ? declared : declared.put("size", (long) size),
        "filename",
        Upload.LARGEST_AT_ONCE);
  }

  /// Where it is played from, once it was looked at.
  private Optional<String> address(Upload upload, StreamSummary stream, Instant now) {
    Optional<StreamId> shown =
        Optional.of(stream)
            .filter(known -> known.visibility(defaultVisibility) == Visibility.PUBLIC)
            .map(StreamSummary::id);
    return rows.library()
        .recordings()
        .find(upload.id())
        .flatMap(recording ->
            links.link(recording, Purpose.PLAY, shown, PlayableMedia.OneObject.NAME, now))
        .map(PlayLinks.Link::url);
  }
}
