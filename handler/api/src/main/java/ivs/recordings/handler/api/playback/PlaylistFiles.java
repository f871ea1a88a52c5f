package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The playlists of recordings in S3.
public final class PlaylistFiles {
  /// A segment takes about a hundred bytes: these are more than twelve hours of two seconds each.
  public static final int LONGEST = 2 * 1024 * 1024;

  /// Small objects come within a tenth of a second.
  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final S3Client s3;

  public PlaylistFiles(S3Client s3) {
    this.s3 = s3;
  }

  /// The client that the function uses. `S3_PATH_STYLE=true` puts the bucket into the path, for
  /// endpoints that have no host name for each bucket.
  public static S3Client client(Map<String, String> environment, DeadlineInterceptor deadlines) {
    return S3Client.builder()
        .forcePathStyle(Boolean.parseBoolean(environment.getOrDefault("S3_PATH_STYLE", "false")))
        .httpClientBuilder(DynamoDbClients.http())
        .overrideConfiguration(override ->
            override
                .addExecutionInterceptor(deadlines)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(DynamoDbClients.CALL)
                .retryStrategy(RetryMode.STANDARD))
        .build();
  }

  /// A playlist. Empty where it is missing: to a reader who may not list the bucket, S3 then says
  /// that access is denied.
  ///
  /// @throws UnsoundPlaylistException if it is longer than any playlist
  public Optional<String> read(MediaPath path) {
    try (var object = s3.getObject(get -> get.bucket(path.bucket().value()).key(path.key()))) {
      var bytes = object.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        object.abort();
        throw new UnsoundPlaylistException("a playlist is longer than " + LONGEST + " bytes");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (S3Exception refused) {
      if (refused.statusCode() == NOT_FOUND || refused.statusCode() == FORBIDDEN) {
        return Optional.empty();
      }
      throw refused;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
