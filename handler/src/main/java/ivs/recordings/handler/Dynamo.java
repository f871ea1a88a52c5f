package ivs.recordings.handler;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/// The one DynamoDB client of a function. Endpoint, region and credentials are found where the SDK
/// looks for them (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_REGION`, `AWS_USE_FIPS_ENDPOINT`, …).
final class Dynamo {
  /// DynamoDB answers in milliseconds; a call that takes a second will not be answered at all.
  static final Duration ATTEMPT = Duration.ofMillis(1500);

  /// All attempts of one call together.
  static final Duration CALL = Duration.ofSeconds(5);

  /// More than the rows of the largest batch that is configured, so that none waits for another.
  private static final int CONNECTIONS = 64;

  /// DynamoDB closes an idle connection after about a minute; we give it up before.
  private static final Duration IDLE = Duration.ofSeconds(50);

  private Dynamo() {}

  static DynamoDbClient client(ExecutionInterceptor interceptor) {
    return client(builder ->
        builder.overrideConfiguration(
            builder
                .overrideConfiguration()
                .copy(override -> override.addExecutionInterceptor(interceptor))));
  }

  /// The same client, with whatever a caller has to add to it or to put in the place of ours.
  static DynamoDbClient client(Consumer<DynamoDbClientBuilder> more) {
    return DynamoDbClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionMaxIdleTime(IDLE)
                .connectionTimeout(Duration.ofSeconds(1)))
        .overrideConfiguration(override ->
            override
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
        .applyMutation(more)
        .build();
  }
}
