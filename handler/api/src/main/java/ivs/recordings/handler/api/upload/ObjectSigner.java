package ivs.recordings.handler.api.upload;

import ivs.recordings.model.playback.ContentDisposition;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.Upload;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Signs addresses of S3 that a client puts a file to, or takes its own file from. It calls
/// nothing. An address ends with the credentials of the function, if that is sooner.
public final class ObjectSigner {
  /// How long a file may be put.
  public static final Duration PUT = Duration.ofMinutes(30);

  /// How long a part may be put; it is signed just before it is sent.
  public static final Duration PART = Duration.ofMinutes(15);

  /// How long a file may be taken.
  public static final Duration GET = Duration.ofHours(1);

  private final S3Presigner presigner;

  public ObjectSigner(S3Presigner presigner) {
    this.presigner = presigner;
  }

  /// The presigner that the function uses. `S3_PATH_STYLE=true` puts the bucket into the path.
  public static S3Presigner presigner(Map<String, String> environment) {
    return builder(environment).build();
  }

  private static S3Presigner.Builder builder(Map<String, String> environment) {
    var pathStyle = Boolean.parseBoolean(environment.getOrDefault("S3_PATH_STYLE", "false"));
    return S3Presigner.builder()
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(pathStyle).build());
  }

  /// The origin of all addresses that are signed for a bucket. The SDK is asked, because it depends
  /// on the region, the bucket's name and the endpoint; the keys do not matter for it.
  public static String origin(Map<String, String> environment, Bucket bucket) {
    var keys = StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none"));
    try (var presigner = builder(environment).credentialsProvider(keys).build()) {
      var url =
          presigner
              .presignGetObject(presign ->
                  presign
                      .signatureDuration(GET)
                      .getObjectRequest(get -> get.bucket(bucket.value()).key("any")))
              .url();
      return url.getProtocol() + "://" + url.getAuthority();
    }
  }

  /// Where all of a file is put. The type, and the length where it is known, are signed: S3 takes
  /// nothing else.
  ///
  /// @param contentType as the client will send it
  public String put(Upload upload, String contentType) {
    return presigner
        .presignPutObject(presign ->
            presign
                .signatureDuration(PUT)
                .putObjectRequest(put -> {
                  put.bucket(upload.bucket().value())
                      .key(upload.key().value())
                      .contentType(contentType);
                  upload.size().ifPresent(put::contentLength);
                }))
        .url()
        .toString();
  }

  /// Where one part of a file is put.
  ///
  /// @param size in bytes, which is signed
  public String part(Bucket bucket, S3ObjectKey key, String uploadId, int number, long size) {
    return presigner
        .presignUploadPart(presign ->
            presign
                .signatureDuration(PART)
                .uploadPartRequest(part ->
                    part.bucket(bucket.value())
                        .key(key.value())
                        .uploadId(uploadId)
                        .partNumber(number)
                        .contentLength(size)))
        .url()
        .toString();
  }

  /// Where a file is taken from, to be saved under its name.
  public String get(Bucket bucket, S3ObjectKey key, String fileName) {
    return presigner
        .presignGetObject(presign ->
            presign
                .signatureDuration(GET)
                .getObjectRequest(get ->
                    get.bucket(bucket.value())
                        .key(key.value())
                        .responseContentDisposition(disposition(key, fileName))))
        .url()
        .toString();
  }

  /// Under the name that its owner gave it, with the extension of the file.
  private static String disposition(S3ObjectKey key, String fileName) {
    var dot = key.value().lastIndexOf('.');
    return ContentDisposition.attachment(fileName, dot < 0 ? "" : key.value().substring(dot));
  }
}
