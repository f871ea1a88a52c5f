package ivs.recordings.handler.api.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.library.RecordingJson;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.ListOrder;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.UploadFault;
import ivs.recordings.store.library.LibraryRecordings;
import ivs.recordings.store.library.LibraryRecordings.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Uploads of rooms, in the form that existing apps of video calls know.
public record RoomUploadRoutes(UploadRows rows, ObjectSigner signer) {
  private static final String PREFIX = "upload:";

  /// What one answer lists; the newest come first.
  private static final int MOST_LISTED = 1_000;

  private static final int PAGE = 250;
  private static final int MOST_PAGES = 20;

  /// An address to put a file to.
  public Answer uploadUrl(ApiRequest request) {
    var owner = request.profile();
    var body = request.json();
    var declared = declared(body);
    var room = room(owner, body.path("room_id").asText(""));
    var upload = rows.begin(owner, Optional.of(room), declared, _ -> Optional.empty());
    return new Found(
        JsonFields.MAPPER
            .createObjectNode()
            .put("upload_url", signer.put(upload, declared.contentType()))
            .put("recording_id", uuid(upload.id()))
            .put("s3_key", upload.key().value())
            .put("expires_in", ObjectSigner.PUT.toSeconds()));
  }

  private static UploadRequest declared(ObjectNode body) {
    try {
      return UploadRequest.of(body, "filename", Upload.LARGEST_AT_ONCE);
    } catch (UnsoundUploadException unsound) {
      throw new RejectedRequestException(Problem.invalid(unsound.sentence()));
    }
  }

  private static StreamId room(ProfileId owner, String roomId) {
    try {
      return StreamId.ofRoom(owner, roomId);
    } catch (IllegalArgumentException unsound) {
      throw new RejectedRequestException(
          Problem.invalid("room_id must have 1 to 64 letters, digits, '_' and '-'."));
    }
  }

  /// The caller's uploads, newest first.
  public Answer list(ApiRequest request) {
    var owner = request.profile();
    var found =
        request
            .query("room_id")
            .map(roomId -> rows.library().recordings().ofStream(room(owner, roomId)))
            .orElseGet(() -> ofProfile(owner));
    var now = rows.clock().instant();
    var json = JsonFields.MAPPER.createObjectNode();
    var list = json.putArray("recordings");
    found.stream()
        .filter(recording -> recording.source() == Source.UPLOAD)
        .filter(recording -> recording.profileId().equals(owner))
        .filter(recording -> isThere(recording, now))
        .sorted(Comparator.comparing(RecordingSummary::recordedAt).reversed())
        .limit(MOST_LISTED)
        .forEach(recording -> list.add(json(recording)));
    return new Found(json);
  }

  private static boolean isThere(RecordingSummary recording, Instant now) {
    var status = recording.clientStatus(now);
    return status != ClientStatus.DELETED && status != ClientStatus.EXPIRED;
  }

  private List<RecordingSummary> ofProfile(ProfileId owner) {
    var found = new ArrayList<RecordingSummary>();
    var position = LibraryRecordings.position(Instant.parse("9999-12-31T23:59:59Z"));
    for (int page = 0; page < MOST_PAGES && found.size() < MOST_LISTED; page++) {
      var slice =
          rows.library()
              .recordings()
              .slice(new Partition.OfProfile(owner), ListOrder.NEWEST_FIRST, position, PAGE);
      slice.entries().stream()
          .flatMap(entry -> entry.recording().stream())
          .filter(recording -> recording.source() == Source.UPLOAD)
          .forEach(found::add);
      if (slice.isLast() || slice.entries().isEmpty()) {
        break;
      }
      position = slice.entries().getLast().position();
    }
    return found;
  }

  private ObjectNode json(RecordingSummary recording) {
    var json =
        JsonFields.MAPPER.createObjectNode().put("recording_id", uuid(recording.recordingId()));
    RecordingJson.put(json, "room_id", recording.streamSessionId().flatMap(StreamId::roomId));
    json.put("filename", recording.fileName().orElse("recording"));
    recording
        .sizeBytes()
        .ifPresentOrElse(size -> json.put("size", size), () -> json.putNull("size"));
    json.put("created_at", recording.recordedAt().toString());
    RecordingJson.put(json, "download_url", download(recording));
    return json;
  }

  /// There once the object has arrived, whatever is found of it.
  private Optional<String> download(RecordingSummary recording) {
    var hasArrived =
        recording.status() != RecordingStatus.STARTED
            && recording.reason().filter(UploadFault.UPLOAD_NOT_RECEIVED.name()::equals).isEmpty();
    var location = recording.files().location();
    return Stream.of(location)
        .filter(_ -> hasArrived)
        .flatMap(place -> place.objectKey().stream())
        .map(key ->
            signer.get(
                location.bucket().orElseThrow(), key, recording.fileName().orElse("recording")))
        .findFirst();
  }

  private static String uuid(RecordingId id) {
    return id.value().substring(PREFIX.length());
  }
}
