package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.LambdaCredentials.CredentialsUnavailable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.credentials.CredentialsProvider;

/// Whatever a function signs with is never older than five minutes, by the clock on the wall.
final class LambdaCredentialsTest {
  private volatile Instant now = Instant.parse("2026-11-02T09:00:00Z");
  private final AtomicInteger fetched = new AtomicInteger();
  private final LambdaCredentials credentials = new LambdaCredentials(Scripted::new, clock());

  @Test
  void theyAreFetchedOnceInFiveMinutes() {
    assertThat(id()).isEqualTo("id1");
    now = now.plus(LambdaCredentials.KEPT);
    assertThat(id()).isEqualTo("id1");
    now = now.plusSeconds(1);
    assertThat(id()).isEqualTo("id2");
  }

  /// Between a snapshot and its restore the wall clock alone goes on.
  @Test
  void afterAJumpOfTheClockInEitherDirectionTheyAreFetchedAgain() {
    assertThat(id()).isEqualTo("id1");
    now = now.plus(Duration.ofDays(9));
    assertThat(id()).isEqualTo("id2");
    now = now.minus(Duration.ofDays(8));
    assertThat(id()).isEqualTo("id3");
  }

  @Test
  void withoutThemNothingIsSignedAndTheNextCallAsksAgain() {
    fetched.set(-1);

    assertThatThrownBy(credentials::get)
        .isInstanceOf(CredentialsUnavailable.class)
        .hasMessage("no credentials in the environment, and none from the container's address");
    assertThat(id()).isEqualTo("id1");
  }

  @Test
  void thoseOfTheEnvironmentAreTakenAsTheyAre() {
    var settings =
        new AwsSettings(
            "us-east-1",
            URI.create("http://127.0.0.1:1"),
            Optional.of(new AwsSettings.Keys("id", "secret", Optional.of("token"))));

    var taken = LambdaCredentials.of(settings).get();

    assertThat(text(taken.getAccessKeyId())).isEqualTo("id");
    assertThat(text(taken.getSecretAccessKey())).isEqualTo("secret");
    assertThat(text(taken.getSessionToken())).isEqualTo("token");
  }

  private final class Scripted extends CredentialsProvider {
    @Override
    public CompletableFuture<Credentials> getCredentials() {
      int nth = fetched.incrementAndGet();
      return nth == 0
          ? CompletableFuture.failedFuture(new IllegalStateException("nobody answers"))
          : CompletableFuture.completedFuture(
              new Credentials(bytes("id" + nth), bytes("secret"), bytes("token")));
    }
  }

  private String id() {
    return text(credentials.get().getAccessKeyId());
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
