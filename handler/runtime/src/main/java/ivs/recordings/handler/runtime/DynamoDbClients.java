package ivs.recordings.handler.runtime;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/// The one DynamoDB client of a function. Endpoint, region and credentials are found where the SDK
/// looks for them (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_REGION`, `AWS_USE_FIPS_ENDPOINT`, …).
public final class DynamoDbClients {
  /// DynamoDB answers in milliseconds; a call that takes a second will not be answered at all.
  public static final Duration ATTEMPT = Duration.ofMillis(1500);

  /// All attempts of one call together.
  public static final Duration CALL = Duration.ofSeconds(5);

  /// More than the rows of the largest batch that is configured, so that none waits for another.
  private static final int CONNECTIONS = 64;

  /// DynamoDB closes an idle connection after about a minute; we give it up before.
  private static final Duration IDLE = Duration.ofSeconds(50);

  private DynamoDbClients() {}

  public static DynamoDbClient client(ExecutionInterceptor interceptor) {
    return builder(interceptor, http()).build();
  }

  public static SdkHttpClient.Builder<?> http() {
    return Apache5HttpClient.builder()
        .maxConnections(CONNECTIONS)
        .connectionMaxIdleTime(IDLE)
        .connectionTimeout(Duration.ofSeconds(1));
  }

  /// A client of these settings that is not built yet.
  ///
  /// @param interceptor of every call
  public static DynamoDbClientBuilder builder(
      ExecutionInterceptor interceptor, SdkHttpClient.Builder<?> http) {
    return DynamoDbClient.builder()
        .httpClientBuilder(http)
        .overrideConfiguration(override ->
            override
                .addExecutionInterceptor(interceptor)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy()));
  }
}
