package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.playback.MediaPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The objects in S3 that jobs read, and those that they write.
///
/// @param budget a file is not stored further than it lasts
record MediaStorage(S3Client s3, RunBudget budget) {
  /// A playlist of a day has about two megabytes.
  private static final int LONGEST_TEXT = 8 * 1024 * 1024;

  /// S3 takes 10,000 parts of at least 5 MiB, and 5 GB at once.
  private static final long PART = 64L * 1024 * 1024;

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /// A part takes some seconds; a call that takes minutes is repeated.
  private static final Duration ATTEMPT = Duration.ofMinutes(5);

  /// The client of the container. `S3_PATH_STYLE=true` puts the bucket into the path, for endpoints
  /// that have no host name for each bucket. A stream that is read is bound by no time of a call.
  static S3Client client(Map<String, String> environment) {
    return S3Client.builder()
        .forcePathStyle(Boolean.parseBoolean(environment.getOrDefault("S3_PATH_STYLE", "false")))
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(2))
                .socketTimeout(Duration.ofSeconds(60)))
        .overrideConfiguration(
            override -> override.apiCallAttemptTimeout(ATTEMPT).retryStrategy(RetryMode.STANDARD))
        .build();
  }

  /// What an object is.
  ///
  /// @param etag without quotation marks
  record Stored(long size, String etag) {}

  /// Empty where it is missing: to a reader who may not list the bucket, S3 then says that access
  /// is denied.
  Optional<Stored> find(MediaPath path) {
    try {
      var head = s3.headObject(get -> get.bucket(path.bucket().value()).key(path.key()));
      return Optional.of(
          new Stored(
              Optional.ofNullable(head.contentLength()).orElse(0L),
              Optional.ofNullable(head.eTag()).orElse("").replace("\"", "")));
    } catch (S3Exception refused) {
      if (isMissing(refused)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /// A playlist.
  String text(MediaPath path) {
    try (var stream = open(path)) {
      var bytes = stream.readNBytes(LONGEST_TEXT + 1);
      if (bytes.length > LONGEST_TEXT) {
        throw new FailedJobException(MediaJobFault.UNSUPPORTED_PLAYLIST, "it is too long");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// A stream of an object, of which nothing is held in memory.
  InputStream open(MediaPath path) {
    try {
      return s3.getObject(get -> get.bucket(path.bucket().value()).key(path.key()));
    } catch (S3Exception refused) {
      if (isMissing(refused)) {
        throw new FailedJobException(MediaJobFault.INPUT_MISSING);
      }
      throw refused;
    }
  }

  private static boolean isMissing(S3Exception refused) {
    return refused.statusCode() == FORBIDDEN || refused.statusCode() == NOT_FOUND;
  }

  /// Puts a file, whatever its size.
  void put(Path file, MediaPath path, String contentType) {
    try {
      var size = Files.size(file);
      if (size <= PART) {
        s3.putObject(
            put -> put.bucket(path.bucket().value()).key(path.key()).contentType(contentType),
            file);
      } else {
        putParts(file, size, path, contentType);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void putParts(Path file, long size, MediaPath path, String contentType) {
    var bucket = path.bucket().value();
    var uploadId =
        s3.createMultipartUpload(
                create -> create.bucket(bucket).key(path.key()).contentType(contentType))
            .uploadId();
    try {
      var parts = new ArrayList<CompletedPart>();
      for (long from = 0; from < size; from += PART) {
        budget.check();
        var number = parts.size() + 1;
        var answer =
            s3.uploadPart(
                part -> part.bucket(bucket).key(path.key()).uploadId(uploadId).partNumber(number),
                part(file, from, Math.min(PART, size - from)));
        parts.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
      }
      s3.completeMultipartUpload(complete ->
          complete
              .bucket(bucket)
              .key(path.key())
              .uploadId(uploadId)
              .multipartUpload(all -> all.parts(parts)));
    } catch (SdkException | FailedJobException failed) {
      s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(path.key()).uploadId(uploadId));
      throw failed;
    }
  }

  /// A part of a file, which is opened anew for each attempt.
  private static RequestBody part(Path file, long from, long length) {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            var channel = FileChannel.open(file).position(from);
            return new FilePart(Channels.newInputStream(channel), length);
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        },
        length,
        "application/octet-stream");
  }

  /// The first bytes of a stream.
  private static final class FilePart extends InputStream {
    private final InputStream stream;
    private long left;

    FilePart(InputStream stream, long length) {
      this.stream = stream;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      var read = stream.read(bytes, from, (int) Math.min(left, length));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
