package ivs.recordings.cli.runtime;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/// How clients reach AWS, or what plays AWS: address, region, keys and one HTTP client for all.
final class AwsAccess implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(3);
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  /// Two more tries, soon: a person is waiting.
  private static final RetryStrategy PATIENT =
      AwsRetryStrategy.standardRetryStrategy().toBuilder()
          .maxAttempts(3)
          .backoffStrategy(
              BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofSeconds(1)))
          .throttlingBackoffStrategy(
              BackoffStrategy.exponentialDelay(Duration.ofMillis(200), Duration.ofSeconds(2)))
          .build();

  private static final Region REGION_HERE = Region.US_EAST_1;
  private static final AwsCredentials KEYS_HERE = AwsBasicCredentials.create("local", "local");

  private final Optional<URI> endpoint;
  private final Region region;
  private final AwsCredentialsProvider keys;
  private final ProxyConfiguration proxy;
  private final SdkHttpClient http;

  private AwsAccess(
      Optional<URI> endpoint,
      Region region,
      AwsCredentialsProvider keys,
      ProxyConfiguration proxy) {
    this.endpoint = endpoint;
    this.region = region;
    this.keys = keys;
    this.proxy = proxy;
    this.http = http(proxy, TO_ANSWER).build();
  }

  /// On this machine nothing has to be set up, and what is set up for AWS can't get in the way: no
  /// profile, no expired session, no proxy. Only keys and a region in the environment count.
  static AwsAccess here(TargetAddress.Endpoint endpoint, Shell shell) {
    var direct =
        ProxyConfiguration.builder()
            .useEnvironmentVariablesValues(false)
            .useSystemPropertyValues(false)
            .build();
    return new AwsAccess(
        Optional.of(endpoint.url()),
        regionVariable(shell).orElse(REGION_HERE),
        StaticCredentialsProvider.create(keyVariables(shell).orElse(KEYS_HERE)),
        direct);
  }

  /// AWS itself, or an endpoint somewhere else, set up as for the AWS CLI.
  static AwsAccess asConfigured(Optional<URI> endpoint, Shell shell) {
    return new AwsAccess(
        endpoint,
        regionVariable(shell).orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion()),
        DefaultCredentialsProvider.builder().build(),
        ProxyConfiguration.builder().build());
  }

  /// The SDK knows only the first, the AWS CLI of version 1 only the second.
  private static Optional<Region> regionVariable(Shell shell) {
    return shell
        .variable("AWS_REGION")
        .or(() -> shell.variable("AWS_DEFAULT_REGION"))
        .map(Region::of);
  }

  private static Optional<AwsCredentials> keyVariables(Shell shell) {
    var id = shell.variable("AWS_ACCESS_KEY_ID");
    var secret = shell.variable("AWS_SECRET_ACCESS_KEY");
    if (id.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        shell
            .variable("AWS_SESSION_TOKEN")
            .<AwsCredentials>map(
                token -> AwsSessionCredentials.create(id.get(), secret.get(), token))
            .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
  }

  private static UrlConnectionHttpClient.Builder http(ProxyConfiguration proxy, Duration toAnswer) {
    return UrlConnectionHttpClient.builder()
        .proxyConfiguration(proxy)
        .connectionTimeout(TO_CONNECT)
        .socketTimeout(toAnswer);
  }

  Region region() {
    return region;
  }

  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
    return reaching(builder).httpClient(http).build();
  }

  /// For one who takes longer to answer than all others.
  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, Duration toAnswer) {
    return reaching(builder).httpClientBuilder(http(proxy, toAnswer)).build();
  }

  private <B extends AwsClientBuilder<B, C>, C> B reaching(B builder) {
    endpoint.ifPresent(builder::endpointOverride);
    return builder
        .region(region)
        .credentialsProvider(keys)
        .overrideConfiguration(override -> override.retryStrategy(PATIENT));
  }

  @Override
  public void close() {
    http.close();
  }
}
