package ivs.recordings.handler;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/// The one DynamoDB client of the function. Endpoint, region and credentials are the SDK's own
/// business (`AWS_ENDPOINT_URL`, `AWS_REGION`, …), so it runs unchanged against any endpoint.
final class Dynamo {
  /// DynamoDB answers in milliseconds; a call that takes a second will not be answered at all.
  static final Duration ATTEMPT = Duration.ofMillis(1500);

  /// All attempts of one call together.
  static final Duration CALL = Duration.ofSeconds(5);

  /// More than the rows of the largest batch that is configured, so that none waits for another.
  private static final int CONNECTIONS = 64;

  private Dynamo() {}

  static DynamoDbClient client() {
    return client(_ -> {});
  }

  /// The same client, with whatever a caller has to add to it or to put in the place of ours.
  static DynamoDbClient client(Consumer<DynamoDbClientBuilder> more) {
    return DynamoDbClient.builder()
        .httpClientBuilder(
            AwsCrtHttpClient.builder()
                .maxConcurrency(CONNECTIONS)
                .connectionTimeout(Duration.ofSeconds(1)))
        .overrideConfiguration(override ->
            override
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(RetryMode.STANDARD))
        .applyMutation(more)
        .build();
  }
}
