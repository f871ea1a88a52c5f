package ivs.recordings.handler.api.upload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.upload.MediaObjects.Arrived;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.PartPlan;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.UploadFault;
import ivs.recordings.model.upload.UploadRules;
import ivs.recordings.store.item.VersionedItem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Uploads in parts: each part is signed just before it is sent, what has arrived is known to S3
/// alone, and an upload that was broken off goes on with what is missing.
public record UploadRoutes(UploadRows rows, ObjectSigner signer, MediaObjects objects) {
  /// Parts that are signed at once; they are sent within a quarter of an hour.
  private static final int MOST_SIGNED = 100;

  private static final int MOST_NAMED = 10;

  /// An upload of the caller.
  ///
  /// @param uploadId of S3
  private record Begun(
      VersionedItem<Recording> row, S3ObjectKey key, String uploadId, PartPlan plan) {
    /// Whether the object has arrived, or was given up.
    boolean isOver() {
      return row.value().status() != RecordingStatus.STARTED;
    }
  }

  /// Begins an upload.
  public Answer begin(ApiRequest request) {
    var owner = request.profile();
    var body = request.json();
    var declared = declared(body);
    var plan =
        declared
            .size()
            .map(PartPlan::of)
            .orElseThrow(() -> invalid("size must be the length of the file in bytes."));
    var upload =
        rows.begin(
            owner, stream(request, owner, body), declared, one -> Optional.of(objects.create(one)));
    return new Made(
        201,
        JsonFields.MAPPER
            .createObjectNode()
            .put("recordingId", upload.id().value())
            .put("partSize", plan.partSize())
            .put("partCount", plan.count()));
  }

  private static UploadRequest declared(ObjectNode body) {
    try {
      return UploadRequest.of(body, "fileName", PartPlan.LARGEST_FILE);
    } catch (UnsoundUploadException unsound) {
      throw invalid(unsound.sentence());
    }
  }

  /// The caller's stream or room, if one is named.
  private Optional<StreamId> stream(ApiRequest request, ProfileId owner, ObjectNode body) {
    var stream = body.path("streamId").asText("");
    var room = body.path("roomId").asText("");
    if (!stream.isEmpty() && !room.isEmpty()) {
      throw invalid("Only one of streamId and roomId is taken.");
    }
    try {
      if (!room.isEmpty()) {
        return Optional.of(StreamId.ofRoom(owner, room));
      }
      return stream.isEmpty() ? Optional.empty() : Optional.of(rows.owned(request, stream).id());
    } catch (IllegalArgumentException unsound) {
      throw invalid("roomId must have 1 to 64 letters, digits, '_' and '-'.");
    }
  }

  /// What has arrived.
  public Answer get(ApiRequest request) {
    var begun = begun(request);
    var json =
        JsonFields.MAPPER
            .createObjectNode()
            .put("recordingId", request.recordingId().value())
            .put("size", begun.plan().size())
            .put("partSize", begun.plan().partSize())
            .put("partCount", begun.plan().count());
    var arrived = arrived(begun);
    json.put("isComplete", arrived.isEmpty());
    var list = json.putArray("parts");
    arrived
        .orElseGet(TreeMap::new)
        .values()
        .forEach(part ->
            list.addObject()
                .put("partNumber", part.number())
                .put("etag", part.etag())
                .put("size", part.size()));
    return new Found(json);
  }

  /// Signs some parts.
  public Answer parts(ApiRequest request) {
    var begun = begun(request);
    if (begun.isOver()) {
      return over();
    }
    var numbers = numbers(request.json().path("partNumbers"), begun.plan());
    var json = JsonFields.MAPPER.createObjectNode();
    var list = json.putArray("parts");
    for (int number : numbers) {
      var size = begun.plan().sizeOf(number);
      list.addObject()
          .put("partNumber", number)
          .put("size", size)
          .put("url", signer.part(objects.bucket(), begun.key(), begun.uploadId(), number, size));
    }
    return new Found(
        json.put("expiresAt", rows.clock().instant().plus(ObjectSigner.PART).toString()));
  }

  private static SortedSet<Integer> numbers(JsonNode list, PartPlan plan) {
    var numbers = new TreeSet<Integer>();
    list.forEach(number -> numbers.add(number.isInt() ? number.intValue() : 0));
    if (numbers.isEmpty()
        || list.size() > MOST_SIGNED
        || numbers.getFirst() < 1
        || numbers.getLast() > plan.count()) {
      throw invalid(
          "partNumbers must be a list of 1 to %d numbers from 1 to %d."
              .formatted(MOST_SIGNED, plan.count()));
    }
    return numbers;
  }

  /// Makes one object of the parts, if all of them have arrived as they were to be.
  public Answer complete(ApiRequest request) {
    var begun = begun(request);
    var declared = etags(request);
    var arrived = arrived(begun);
    if (arrived.filter(parts -> !parts.isEmpty()).isPresent()) {
      var parts = arrived.get();
      check(parts, declared, begun.plan());
      if (objects.complete(begun.key(), begun.uploadId(), List.copyOf(parts.values()))) {
        return completed(request);
      }
    }
    // It was completed before, and the answer was lost; or it was given up; or nothing was sent.
    var size = objects.find(begun.key()).map(StoredObject::size);
    if (size.isPresent() && size.get() == begun.plan().size()) {
      return completed(request);
    }
    arrived.ifPresent(parts -> check(parts, declared, begun.plan()));
    return over();
  }

  private static Found completed(ApiRequest request) {
    return new Found(
        JsonFields.MAPPER
            .createObjectNode()
            .put("recordingId", request.recordingId().value())
            .put("isComplete", true));
  }

  /// What the client says of the parts that it has sent; it may leave that out.
  private static SortedMap<Integer, String> etags(ApiRequest request) {
    var declared = new TreeMap<Integer, String>();
    if (request.hasBody()) {
      request
          .json()
          .path("parts")
          .forEach(part ->
              declared.put(
                  part.path("partNumber").asInt(), unquoted(part.path("etag").asText(""))));
    }
    return declared;
  }

  private static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  private static void check(
      SortedMap<Integer, Arrived> arrived, SortedMap<Integer, String> declared, PartPlan plan) {
    var missing =
        plan.numbers()
            .filter(number -> !arrived.containsKey(number))
            .limit(MOST_NAMED)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw conflict("parts-missing", "Parts have not arrived.", "Send parts " + missing + ".");
    }
    var wrong =
        arrived.values().stream()
            .filter(part ->
                part.number() > plan.count()
                    || part.size() != plan.sizeOf(part.number())
                    || !declared
                        .getOrDefault(part.number(), unquoted(part.etag()))
                        .equals(unquoted(part.etag())))
            .limit(MOST_NAMED)
            .map(part -> Integer.toString(part.number()))
            .collect(Collectors.joining(", "));
    if (!wrong.isEmpty()) {
      throw conflict(
          "parts-differ",
          "Parts are not as they were to be.",
          "Their length or ETag is another: send parts " + wrong + " again.");
    }
  }

  /// Gives an upload up.
  public Answer abort(ApiRequest request) {
    var begun = begun(request);
    if (begun.isOver()) {
      return over();
    }
    objects.abort(begun.key(), begun.uploadId());
    // If the row was written meanwhile, something has arrived; or the reconciler ends it.
    var lost =
        UploadRules.lost(begun.row().value(), UploadFault.UPLOAD_ABANDONED, rows.clock().instant());
    rows.library().uploads().enter(begun.row(), lost);
    return new Found(
        JsonFields.MAPPER
            .createObjectNode()
            .put("recordingId", request.recordingId().value())
            .put("isComplete", false));
  }

  private Optional<SortedMap<Integer, Arrived>> arrived(Begun begun) {
    return begun.isOver() ? Optional.empty() : objects.arrived(begun.key(), begun.uploadId());
  }

  /// An upload in parts that the caller has begun.
  private Begun begun(ApiRequest request) {
    var owner = request.profile();
    return rows.library()
        .uploads()
        .find(request.recordingId())
        .filter(row -> row.value().profileId().equals(owner))
        .filter(row -> row.media().deletedAt().isEmpty())
        .flatMap(UploadRoutes::inParts)
        .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
  }

  private static Optional<Begun> inParts(VersionedItem<Recording> row) {
    return row.media()
        .expected()
        .filter(declared -> declared.size().isPresent())
        .flatMap(declared ->
            declared
                .uploadId()
                .map(uploadId ->
                    new Begun(
                        row,
                        row.value().location().objectKey().orElseThrow(),
                        uploadId,
                        PartPlan.of(declared.size().get()))));
  }

  private static Problem over() {
    return new Problem(
        409, "upload-over", "The upload is over.", "It has arrived, or it was given up.");
  }

  private static RejectedRequestException conflict(String name, String title, String detail) {
    return new RejectedRequestException(new Problem(409, name, title, detail));
  }

  private static RejectedRequestException invalid(String detail) {
    return new RejectedRequestException(Problem.invalid(detail));
  }
}
