package ivs.recordings.handler.runtime.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which keys sign, and for how long.
final class EndpointSecretTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final EndpointSecret FIRST = EndpointSecret.of(random(1));

  private static byte[] random(int seed) {
    var bytes = new byte[EndpointSecret.BYTES];
    bytes[0] = (byte) seed;
    return bytes;
  }

  private static String key(int seed) {
    return "whsec_" + Base64.getEncoder().encodeToString(random(seed));
  }

  @Test
  void aKeyThatWasReplacedSignsForADay() {
    var rotated = FIRST.rotated(random(2), NOON);

    assertThat(FIRST.keys(NOON)).containsExactly(key(1));
    assertThat(rotated.keys(NOON)).containsExactly(key(2), key(1));
    assertThat(rotated.keys(NOON.plus(EndpointSecret.OVERLAP).minusMillis(1))).hasSize(2);
    assertThat(rotated.keys(NOON.plus(EndpointSecret.OVERLAP))).containsExactly(key(2));
  }

  /// Its new secret is shown once; who has lost it rotates again, and the receiver has the first.
  @Test
  void aSecondRotationDoesNotEndTheDayOfTheFirstKey() {
    var later = NOON.plus(Duration.ofHours(1));
    var twice = FIRST.rotated(random(2), NOON).rotated(random(3), later);

    assertThat(twice.keys(later)).containsExactly(key(3), key(2), key(1));
    assertThat(twice.keys(NOON.plus(EndpointSecret.OVERLAP))).containsExactly(key(3), key(2));
    assertThat(twice.keys(later.plus(EndpointSecret.OVERLAP))).containsExactly(key(3));
    assertThat(twice.rotated(random(4), NOON.plus(Duration.ofDays(9))).previous()).hasSize(1);
  }

  @Test
  void manyRotationsKeepTheFirstKeyAndNoLongHeader() {
    var secret = FIRST;
    for (var seed = 2; seed < 20; seed++) {
      secret = secret.rotated(random(seed), NOON);
    }

    assertThat(secret.keys(NOON)).containsExactly(key(19), key(18), key(3), key(2), key(1));
  }

  @Test
  void itIsReadAsItWasWrittenAndNeverShown() {
    var rotated = FIRST.rotated(random(2), NOON).rotated(random(3), NOON);

    for (var secret : List.of(FIRST, rotated)) {
      assertThat(EndpointSecret.of(secret.json())).isEqualTo(secret);
      for (var key : Set.copyOf(secret.keys(NOON))) {
        assertThat(secret + " " + secret.previous()).doesNotContain(key);
      }
    }
  }
}
