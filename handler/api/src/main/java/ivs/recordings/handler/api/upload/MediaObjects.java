package ivs.recordings.handler.api.upload;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.Upload;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The objects of the bucket of uploads, and the uploads in parts that are to be objects.
///
/// @param bucket the only one that is asked
public record MediaObjects(Bucket bucket, S3Client s3) {
  /// S3 may take long to make one object of many parts, and a client waits for half a minute.
  private static final Duration COMPLETION = Duration.ofSeconds(12);

  private static final int CLIENT_ERROR = 400;
  private static final int THROTTLED = 429;
  private static final int SERVER_ERROR = 500;

  /// A part that has arrived.
  ///
  /// @param etag as S3 gave it, with its quotation marks
  record Arrived(int number, String etag, long size) {}

  /// An object, without a look at its bytes. Empty where there is none: to a reader who may not
  /// list the bucket, S3 then says that access is denied.
  public Optional<StoredObject> find(S3ObjectKey key) {
    try {
      var head = s3.headObject(request -> request.bucket(bucket.value()).key(key.value()));
      return Optional.of(
          new StoredObject(
              Optional.ofNullable(head.contentLength()).orElse(0L),
              Optional.ofNullable(head.contentType()).orElse(""),
              Optional.ofNullable(head.eTag()).orElse("").replace("\"", ""),
              head.lastModified().truncatedTo(ChronoUnit.SECONDS),
              Optional.empty()));
    } catch (S3Exception refused) {
      if (refused.statusCode() >= CLIENT_ERROR
          && refused.statusCode() < SERVER_ERROR
          && refused.statusCode() != THROTTLED) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /// Begins an upload in parts.
  ///
  /// @return its id
  String create(Upload upload) {
    return s3.createMultipartUpload(create ->
            create
                .bucket(bucket.value())
                .key(upload.key().value())
                .contentType(upload.format().contentType()))
        .uploadId();
  }

  /// What has arrived, by the numbers of the parts; empty where there is no such upload any more,
  /// because it is complete or was given up.
  Optional<SortedMap<Integer, Arrived>> arrived(S3ObjectKey key, String uploadId) {
    var parts = new TreeMap<Integer, Arrived>();
    try {
      s3.listPartsPaginator(list -> list.bucket(bucket.value()).key(key.value()).uploadId(uploadId))
          .parts()
          .forEach(part -> parts.put(part.partNumber(), of(part)));
      return Optional.of(parts);
    } catch (NoSuchUploadException over) {
      return Optional.empty();
    }
  }

  private static Arrived of(Part part) {
    return new Arrived(part.partNumber(), part.eTag(), part.size());
  }

  /// Makes one object of the parts. Where S3 takes longer than is waited for, it goes on, and a
  /// client that asks again finds the object.
  ///
  /// @return whether there was such an upload
  boolean complete(S3ObjectKey key, String uploadId, List<Arrived> parts) {
    try {
      s3.completeMultipartUpload(complete ->
          complete
              .bucket(bucket.value())
              .key(key.value())
              .uploadId(uploadId)
              .overrideConfiguration(
                  call -> call.apiCallTimeout(COMPLETION).apiCallAttemptTimeout(COMPLETION))
              .multipartUpload(all ->
                  all.parts(
                      parts.stream()
                          .map(part ->
                              CompletedPart.builder()
                                  .partNumber(part.number())
                                  .eTag(part.etag())
                                  .build())
                          .toList())));
      return true;
    } catch (NoSuchUploadException over) {
      return false;
    }
  }

  /// Gives one up; its parts are removed.
  void abort(S3ObjectKey key, String uploadId) {
    try {
      s3.abortMultipartUpload(
          abort -> abort.bucket(bucket.value()).key(key.value()).uploadId(uploadId));
    } catch (NoSuchUploadException over) {
      // It was given up before.
    }
  }

  /// Puts a file that is short enough to come with a request.
  void put(Upload upload, byte[] file) {
    s3.putObject(
        put ->
            put.bucket(bucket.value())
                .key(upload.key().value())
                .contentType(upload.format().contentType()),
        RequestBody.fromBytes(file));
  }
}
