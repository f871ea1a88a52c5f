package ivs.recordings.handler.retention;

import ivs.recordings.handler.runtime.DeadlineInterceptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;

/// What the distribution keeps of media at its edges.
///
/// @param distribution the id of the distribution
record EdgeCache(CloudFrontClient cloudFront, String distribution) {
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(12);

  /// The cache of `DISTRIBUTION_ID`; empty where the stack has no distribution.
  static Optional<EdgeCache> of(Map<String, String> environment, DeadlineInterceptor deadlines) {
    return Optional.of(environment.getOrDefault("DISTRIBUTION_ID", ""))
        .filter(id -> !id.isBlank())
        .map(id -> new EdgeCache(client(deadlines), id));
  }

  /// CloudFront has one endpoint for all regions.
  private static CloudFrontClient client(DeadlineInterceptor deadlines) {
    return CloudFrontClient.builder()
        .region(Region.AWS_GLOBAL)
        .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(Duration.ofSeconds(1)))
        .overrideConfiguration(override ->
            override
                .addExecutionInterceptor(deadlines)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(RetryMode.STANDARD))
        .build();
  }

  /// Drops what is kept below these paths. The same deletion asks with the same reference, so that
  /// CloudFront takes a repetition for the first request. It takes fifteen paths with a star at a
  /// time: what is beyond that fails, and the next run repeats it.
  void invalidate(String recordingId, Instant deletedAt, List<String> paths) {
    var reference =
        UUID.nameUUIDFromBytes(
            (recordingId + " " + deletedAt + " " + paths).getBytes(StandardCharsets.UTF_8));
    cloudFront.createInvalidation(create ->
        create
            .distributionId(distribution)
            .invalidationBatch(batch ->
                batch
                    .callerReference(reference.toString())
                    .paths(list -> list.quantity(paths.size()).items(paths))));
  }
}
