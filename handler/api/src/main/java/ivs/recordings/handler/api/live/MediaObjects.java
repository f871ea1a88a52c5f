package ivs.recordings.handler.api.live;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.StoredObject;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The objects of the bucket of uploads.
///
/// @param bucket the only one that is asked
public record MediaObjects(Bucket bucket, S3Client s3) {
  private static final int CLIENT_ERROR = 400;
  private static final int THROTTLED = 429;
  private static final int SERVER_ERROR = 500;

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
}
