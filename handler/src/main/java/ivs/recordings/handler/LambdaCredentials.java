package ivs.recordings.handler;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
/// How old they are is told by the wall clock. CRT's chain of providers has a cache of its own,
/// which goes by a clock that stands still between a snapshot and its restore, and would hand out
/// what expired meanwhile: so each fetch asks a new chain.
final class LambdaCredentials implements Supplier<CompletableFuture<Credentials>> {
  /// Lambda's are good for hours; none of them is used in its last minute.
  static final Duration KEPT = Duration.ofMinutes(5);

  private static final Duration LAST = Duration.ofMinutes(1);

  /// Less than an attempt of a call, so that what is still good helps the same attempt. CRT itself
  /// would wait for ever for somebody who takes the call and says nothing.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Supplier<CredentialsProvider> chains;
  private final Clock clock;
  private CompletableFuture<Credentials> latest =
      CompletableFuture.failedFuture(new IllegalStateException("nobody has asked"));
  private Instant asked = Instant.EPOCH;
  private @Nullable Credentials good;

  LambdaCredentials(Supplier<CredentialsProvider> chains, Clock clock) {
    this.chains = chains;
    this.clock = clock;
  }

  static Supplier<CompletableFuture<Credentials>> of(AwsSettings settings) {
    return settings.keys().isPresent()
        ? constant(settings.keys().get())
        : new LambdaCredentials(LambdaCredentials::chain, Clock.systemUTC());
  }

  private static CredentialsProvider chain() {
    return new DefaultChainCredentialsProviderBuilder()
        .withClientBootstrap(ClientBootstrap.getOrCreateStaticDefault())
        .build();
  }

  private static Supplier<CompletableFuture<Credentials>> constant(AwsSettings.Keys keys) {
    var token = keys.sessionToken();
    var credentials =
        CompletableFuture.completedFuture(
            new Credentials(
                keys.accessKeyId().getBytes(StandardCharsets.UTF_8),
                keys.secretAccessKey().getBytes(StandardCharsets.UTF_8),
                token.isPresent() ? token.get().getBytes(StandardCharsets.UTF_8) : null));
    return () -> credentials;
  }

  /// Whoever comes while they are fetched shares what comes of it. What could not be fetched anew
  /// is used for as long as it is good, and asked for again by the next call.
  @Override
  public synchronized CompletableFuture<Credentials> get() {
    var now = clock.instant();
    if (latest.isDone() && !isFresh(now)) {
      asked = now;
      latest = fetch().exceptionallyCompose(this::whatIsStillGood);
    }
    return latest;
  }

  private boolean isFresh(Instant now) {
    return good != null
        && !latest.isCompletedExceptionally()
        && !now.isBefore(asked)
        && !now.isAfter(asked.plus(KEPT))
        && outlasts(good, now.plus(LAST));
  }

  private CompletableFuture<Credentials> fetch() {
    CredentialsProvider chain;
    try {
      chain = chains.get();
    } catch (RuntimeException noChain) {
      return CompletableFuture.failedFuture(noChain);
    }
    return chain
        .getCredentials()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((credentials, failed) -> {
          chain.close();
          if (credentials != null) {
            keep(credentials);
          }
        });
  }

  private synchronized void keep(Credentials credentials) {
    good = credentials;
  }

  private synchronized CompletableFuture<Credentials> whatIsStillGood(Throwable failed) {
    asked = Instant.EPOCH; // The next call asks again.
    return good != null && outlasts(good, clock.instant().plus(LAST))
        ? CompletableFuture.completedFuture(good)
        : CompletableFuture.failedFuture(failed);
  }

  /// CRT's credentials say when they end in seconds, in an unsigned number whose greatest is never.
  private static boolean outlasts(Credentials credentials, Instant moment) {
    return Long.compareUnsigned(credentials.getExpirationTimePointSecs(), moment.getEpochSecond())
        > 0;
  }
}
