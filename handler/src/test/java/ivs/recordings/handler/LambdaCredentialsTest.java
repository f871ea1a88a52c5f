package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.credentials.CredentialsProvider;

/// Whatever a function signs with is never older than five minutes, by the clock on the wall,
/// unless nothing newer is to be had.
final class LambdaCredentialsTest {
  private static final long NEVER = -1; // The greatest of the unsigned numbers.

  private volatile Instant now = Instant.parse("2026-11-02T09:00:00Z");
  private final Deque<CompletableFuture<Credentials>> script = new ArrayDeque<>();
  private final LambdaCredentials credentials = new LambdaCredentials(Scripted::new, clock());

  private final class Scripted extends CredentialsProvider {
    @Override
    public CompletableFuture<Credentials> getCredentials() {
      return script.remove();
    }
  }

  @Test
  void theyAreFetchedOnceInFiveMinutes() {
    answer("a", NEVER);
    answer("b", NEVER);

    assertThat(id()).isEqualTo("a");
    now = now.plus(LambdaCredentials.KEPT);
    assertThat(id()).isEqualTo("a");
    now = now.plusSeconds(1);
    assertThat(id()).isEqualTo("b");
  }

  /// Between a snapshot and its restore the wall clock alone goes on.
  @Test
  void afterAJumpOfTheClockInEitherDirectionTheyAreFetchedAgain() {
    answer("a", NEVER);
    answer("b", NEVER);
    answer("c", NEVER);

    assertThat(id()).isEqualTo("a");
    now = now.plus(Duration.ofDays(9));
    assertThat(id()).isEqualTo("b");
    now = now.minus(Duration.ofDays(8));
    assertThat(id()).isEqualTo("c");
  }

  @Test
  void noneIsUsedInItsLastMinute() {
    answer("a", now.plusSeconds(100).getEpochSecond());
    answer("b", NEVER);

    assertThat(id()).isEqualTo("a");
    now = now.plusSeconds(39);
    assertThat(id()).isEqualTo("a");
    now = now.plusSeconds(1);
    assertThat(id()).isEqualTo("b");
  }

  @Test
  void whatCannotBeFetchedAnewIsUsedForAsLongAsItIsGoodAndAskedForAgain() {
    answer("a", now.plusSeconds(3_600).getEpochSecond());
    fail();
    fail();
    answer("b", NEVER);

    assertThat(id()).isEqualTo("a");
    now = now.plusSeconds(301);
    assertThat(id()).isEqualTo("a");
    assertThat(id()).isEqualTo("a");
    assertThat(id()).isEqualTo("b");
  }

  @Test
  void whatHasEndedIsNotUsedHoweverLittleElseThereIs() {
    answer("a", now.plusSeconds(600).getEpochSecond());
    fail();
    answer("b", NEVER);

    assertThat(id()).isEqualTo("a");
    now = now.plusSeconds(700);
    assertThat(credentials.get()).isCompletedExceptionally();
    assertThat(id()).isEqualTo("b");
  }

  @Test
  void whoeverTakesTheCallAndSaysNothingIsNotWaitedForEver() {
    script.add(new CompletableFuture<>());
    answer("a", NEVER);

    assertThat(credentials.get()).failsWithin(Duration.ofSeconds(20));
    assertThat(id()).isEqualTo("a");
  }

  @Test
  void withoutAnyTheNextCallAsksAgain() {
    fail();
    answer("a", NEVER);

    assertThat(credentials.get()).isCompletedExceptionally();
    assertThat(id()).isEqualTo("a");
  }

  /// Ten rows are written side by side, and none of them asks for itself.
  @Test
  void whoeverComesWhileTheyAreFetchedSharesThem() {
    var slow = new CompletableFuture<Credentials>();
    script.add(slow);

    var one = credentials.get();
    var other = credentials.get();
    slow.complete(of("a", NEVER));

    assertThat(one).isSameAs(other);
    assertThat(id()).isEqualTo("a");
  }

  @Test
  void thoseOfTheEnvironmentAreTakenAsTheyAre() {
    var settings =
        new AwsSettings(
            "us-east-1",
            URI.create("http://127.0.0.1:1"),
            Optional.of(new AwsSettings.Keys("id", "secret", Optional.of("token"))));

    var taken = LambdaCredentials.of(settings).get().join();

    assertThat(text(taken.getAccessKeyId())).isEqualTo("id");
    assertThat(text(taken.getSecretAccessKey())).isEqualTo("secret");
    assertThat(text(taken.getSessionToken())).isEqualTo("token");
  }

  private void answer(String id, long expires) {
    script.add(CompletableFuture.completedFuture(of(id, expires)));
  }

  private void fail() {
    script.add(CompletableFuture.failedFuture(new IllegalStateException("nobody answers")));
  }

  private static Credentials of(String id, long expires) {
    return new Credentials(bytes(id), bytes("secret"), bytes("token"), expires);
  }

  private String id() {
    return text(credentials.get().join().getAccessKeyId());
  }

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
