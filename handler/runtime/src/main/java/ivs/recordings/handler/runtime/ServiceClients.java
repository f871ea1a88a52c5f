package ivs.recordings.handler.runtime;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Clients of services that answer within a second, such as queues and buses.
public final class ServiceClients {
  /// A call that takes two seconds will not be answered at all.
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private ServiceClients() {}

  /// Builds a client.
  ///
  /// @param interceptor of every call
  public static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(
      B builder, ExecutionInterceptor interceptor) {
    return builder
        .httpClientBuilder(DynamoDbClients.http())
        .overrideConfiguration(override ->
            override
                .addExecutionInterceptor(interceptor)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(DynamoDbClients.CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
        .build();
  }
}
