package ivs.recordings.handler.readiness.files;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.VideoFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The files in S3.
public final class S3RecordingFiles implements RecordingFiles {
  /// A manifest has two kilobytes; a gigabyte is not read into a function because it has the right
  /// name.
  static final int LONGEST_MANIFEST = 256 * 1024;

  /// Lists and small objects come within a tenth of a second.
  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  /// All attempts of one call together.
  public static final Duration CALL = Duration.ofSeconds(8);

  private static final String EVENTS = "/events/";
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NO_SUCH_RANGE = 416;

  private final S3Client s3;

  public S3RecordingFiles(S3Client s3) {
    this.s3 = s3;
  }

  /// The client that the function uses. `S3_PATH_STYLE=true` puts the bucket into the path, for
  /// endpoints that have no host name for each bucket.
  public static S3Client client(Map<String, String> environment, Consumer<S3ClientBuilder> more) {
    return S3Client.builder()
        .applyMutation(more)
        .forcePathStyle(Boolean.parseBoolean(environment.getOrDefault("S3_PATH_STYLE", "false")))
        .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(Duration.ofSeconds(1)))
        .overrideConfiguration(override ->
            override
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(RetryMode.STANDARD))
        .build();
  }

  @Override
  public Folders folders(Bucket bucket, String folder, Optional<String> next) {
    var answer =
        s3.listObjectsV2(list ->
            list.bucket(bucket.value())
                .prefix(folder)
                .delimiter("/")
                .continuationToken(next.orElse(null)));
    var names =
        answer.commonPrefixes().stream()
            .map(common -> common.prefix().substring(folder.length()))
            .map(name -> name.substring(0, name.length() - 1))
            .toList();
    return new Folders(names, Optional.ofNullable(answer.nextContinuationToken()));
  }

  @Override
  public Set<String> manifests(Bucket bucket, S3Prefix prefix) {
    var folder = prefix.value() + EVENTS;
    return s3
        .listObjectsV2(list -> list.bucket(bucket.value()).prefix(folder + "recording-"))
        .contents()
        .stream()
        .map(object -> object.key().substring(folder.length()))
        .collect(Collectors.toSet());
  }

  @Override
  public Objects objects(Bucket bucket, S3Prefix prefix, String begin, Optional<String> next) {
    var folder = prefix.value() + "/";
    var answer =
        s3.listObjectsV2(list ->
            list.bucket(bucket.value())
                .prefix(folder + begin)
                .continuationToken(next.orElse(null)));
    return new Objects(
        answer.contents().stream()
            .collect(
                Collectors.toMap(
                    object -> object.key().substring(folder.length()), S3Object::size)),
        Optional.ofNullable(answer.nextContinuationToken()));
  }

  @Override
  public Optional<Written> read(Bucket bucket, S3Prefix prefix, String manifest) {
    var key = prefix.value() + EVENTS + manifest;
    try (var object = s3.getObject(get -> get.bucket(bucket.value()).key(key))) {
      var text = new String(object.readNBytes(LONGEST_MANIFEST), StandardCharsets.UTF_8);
      if (object.read() >= 0) {
        object.abort();
      }
      return Optional.of(new Written(text, object.response().lastModified()));
    } catch (NoSuchKeyException gone) {
      return Optional.empty();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public Optional<StoredObject> object(Bucket bucket, S3ObjectKey key) {
    try (var object =
        s3.getObject(get ->
            get.bucket(bucket.value())
                .key(key.value())
                .range("bytes=0-" + (VideoFormat.FIRST_BYTES - 1)))) {
      var known = object.response();
      var bytes = object.readNBytes(VideoFormat.FIRST_BYTES);
      return Optional.of(
          new StoredObject(
              size(known),
              text(known.contentType()),
              etag(known.eTag()),
              known.lastModified(),
              VideoFormat.ofFirstBytes(bytes)));
    } catch (S3Exception refused) {
      return switch (refused.statusCode()) {
        case FORBIDDEN, NOT_FOUND -> Optional.empty();
        // An empty object has no first byte.
        case NO_SUCH_RANGE -> emptyObject(bucket, key);
        default -> throw refused;
      };
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Optional<StoredObject> emptyObject(Bucket bucket, S3ObjectKey key) {
    try {
      var known = s3.headObject(head -> head.bucket(bucket.value()).key(key.value()));
      return Optional.of(
          new StoredObject(
              known.contentLength(),
              text(known.contentType()),
              etag(known.eTag()),
              known.lastModified(),
              Optional.empty()));
    } catch (S3Exception refused) {
      if (refused.statusCode() == FORBIDDEN || refused.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /// `bytes 0-63/1234`; a store that knows no ranges sends all of it.
  private static long size(GetObjectResponse object) {
    var range = text(object.contentRange());
    var slash = range.lastIndexOf('/');
    return slash < 0 ? object.contentLength() : Long.parseLong(range.substring(slash + 1));
  }

  private static String etag(@Nullable String etag) {
    return text(etag).replace("\"", "");
  }

  private static String text(@Nullable String value) {
    return Optional.ofNullable(value).orElse("");
  }
}
