package ivs.recordings.handler;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.credentials.CredentialsProvider;
import software.amazon.awssdk.crt.auth.credentials.DefaultChainCredentialsProvider.DefaultChainCredentialsProviderBuilder;
import software.amazon.awssdk.crt.io.ClientBootstrap;

/// The credentials of a function, which Lambda hands over in one of two ways: in the environment,
/// good for the life of the process, or under SnapStart at the address in
/// `AWS_CONTAINER_CREDENTIALS_FULL_URI`, from where they must be fetched again before they expire.
///
/// How old they are is told by the wall clock. CRT has a cache of its own, which goes by a clock
/// that stands still between a snapshot and its restore; it would hand out what expired meanwhile.
final class LambdaCredentials implements Supplier<Credentials> {
  /// Lambda's are good for hours; none is handed out within five minutes of its end.
  static final Duration KEPT = Duration.ofMinutes(5);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<CredentialsProvider> chains;
  private final Clock clock;
  private @Nullable Credentials kept;
  private Instant fetched = Instant.EPOCH;

  LambdaCredentials(Supplier<CredentialsProvider> chains, Clock clock) {
    this.chains = chains;
    this.clock = clock;
  }

  static Supplier<Credentials> of(AwsSettings settings) {
    return settings
        .keys()
        .map(LambdaCredentials::constant)
        .orElseGet(() -> new LambdaCredentials(LambdaCredentials::chain, Clock.systemUTC()));
  }

  private static CredentialsProvider chain() {
    return new DefaultChainCredentialsProviderBuilder()
        .withClientBootstrap(ClientBootstrap.getOrCreateStaticDefault())
        .build();
  }

  private static Supplier<Credentials> constant(AwsSettings.Keys keys) {
    var credentials =
        new Credentials(
            keys.accessKeyId().getBytes(StandardCharsets.UTF_8),
            keys.secretAccessKey().getBytes(StandardCharsets.UTF_8),
            keys.sessionToken().map(token -> token.getBytes(StandardCharsets.UTF_8)).orElse(null));
    return () -> credentials;
  }

  /// One call fetches, and whoever comes meanwhile waits for it.
  @Override
  public synchronized Credentials get() {
    var now = clock.instant();
    if (kept == null || now.isBefore(fetched) || now.isAfter(fetched.plus(KEPT))) {
      kept = fetch();
      fetched = now;
    }
    return kept;
  }

  private Credentials fetch() {
    try (var chain = chains.get()) {
      return chain.getCredentials().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException none) {
      throw new CredentialsUnavailable(none);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CredentialsUnavailable(stopped);
    }
  }

  /// Nothing can be signed; the event goes back to its queue.
  static final class CredentialsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CredentialsUnavailable(Exception cause) {
      super("no credentials in the environment, and none from the container's address", cause);
    }
  }
}
