package ivs.recordings.handler.api.upload;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.Upload;
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

/// Uploads in parts, as S3 keeps them.
public record MultipartUploads(S3Client s3) {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /// A part that has arrived.
  ///
  /// @param etag as S3 gave it, with its quotation marks
  record Arrived(int number, String etag, long size) {}

  /// Begins one.
  ///
  /// @return its id
  String create(Upload upload) {
    return s3.createMultipartUpload(create ->
            create
                .bucket(upload.bucket().value())
                .key(upload.key().value())
                .contentType(upload.format().contentType()))
        .uploadId();
  }

  /// What has arrived, by the numbers of the parts; empty where there is no such upload any more,
  /// because it is complete or was given up.
  Optional<SortedMap<Integer, Arrived>> arrived(Bucket bucket, S3ObjectKey key, String uploadId) {
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

  /// Makes one object of the parts. S3 may take a minute and answer only then; a client that asks
  /// again finds the object.
  ///
  /// @return whether there was such an upload
  boolean complete(Bucket bucket, S3ObjectKey key, String uploadId, List<Arrived> parts) {
    try {
      s3.completeMultipartUpload(complete ->
          complete
              .bucket(bucket.value())
              .key(key.value())
              .uploadId(uploadId)
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
  void abort(Bucket bucket, S3ObjectKey key, String uploadId) {
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
            put.bucket(upload.bucket().value())
                .key(upload.key().value())
                .contentType(upload.format().contentType()),
        RequestBody.fromBytes(file));
  }

  /// The length of the object, if it is there.
  Optional<Long> size(Bucket bucket, S3ObjectKey key) {
    try {
      return Optional.of(
          s3.headObject(head -> head.bucket(bucket.value()).key(key.value())).contentLength());
    } catch (S3Exception refused) {
      if (refused.statusCode() == NOT_FOUND || refused.statusCode() == FORBIDDEN) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
