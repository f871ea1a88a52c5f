package ivs.recordings.model.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.ProfileId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When deliveries are tried again, and for how long.
final class RetryScheduleTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void thereAreEightAttemptsInTwentyEightHours() {
    assertThat(
            LongStream.rangeClosed(1, 8)
                .mapToObj(made -> RetrySchedule.pause(made, 0, Optional.empty())))
        .containsExactly(
            Optional.of(Duration.ofSeconds(5)),
            Optional.of(Duration.ofMinutes(5)),
            Optional.of(Duration.ofMinutes(30)),
            Optional.of(Duration.ofHours(2)),
            Optional.of(Duration.ofHours(5)),
            Optional.of(Duration.ofHours(10)),
            Optional.of(Duration.ofHours(10)),
            Optional.empty());
  }

  @Test
  void aPauseIsUpToATenthLongerOrShorter() {
    assertThat(RetrySchedule.pause(3, -1, Optional.empty())).contains(Duration.ofMinutes(27));
    assertThat(RetrySchedule.pause(3, 1, Optional.empty())).contains(Duration.ofMinutes(33));
  }

  @Test
  void aLongerPauseThatIsAskedForIsTakenUpToTwelveHours() {
    assertThat(RetrySchedule.pause(1, 0, Optional.of(Duration.ofHours(3))))
        .contains(Duration.ofHours(3));
    assertThat(RetrySchedule.pause(4, 0, Optional.of(Duration.ofSeconds(1))))
        .contains(Duration.ofHours(2));
    assertThat(RetrySchedule.pause(1, 0, Optional.of(Duration.ofDays(3))))
        .contains(Duration.ofHours(12));
  }

  @Test
  void aProbeHasNoLastAttempt() {
    assertThat(RetrySchedule.pauseOfProbe(40, 0, Optional.empty())).isEqualTo(Duration.ofHours(10));
  }

  @Test
  void anEndpointIsHopelessAfter120HoursOfFailure() {
    var failing =
        new EndpointHealth(9, Optional.of(NOON), Optional.of(NOON), Optional.empty(), false);

    assertThat(failing.isHopeless(NOON.plus(Duration.ofHours(120)).minusSeconds(1))).isFalse();
    assertThat(failing.isHopeless(NOON.plus(Duration.ofHours(120)))).isTrue();
    assertThat(EndpointHealth.GOOD.isHopeless(NOON)).isFalse();
  }

  @Test
  void aProbeThatIsLostIsReplaced() {
    var lost = DeliveryKey.of(NOON, "lost");
    var other = DeliveryKey.of(NOON, "other");
    var failing =
        new EndpointHealth(5, Optional.of(NOON), Optional.of(NOON), Optional.of(lost), false);

    assertThat(failing.mustWait(other, NOON.plus(Duration.ofHours(13)))).isTrue();
    assertThat(failing.mustWait(other, NOON.plus(Duration.ofHours(15)))).isFalse();
    assertThat(failing.probeAfter(other, NOON.plus(Duration.ofHours(1)))).contains(lost);
    assertThat(failing.probeAfter(other, NOON.plus(Duration.ofHours(15)))).contains(other);
  }

  @Test
  void noProfileIsTheOperators() {
    assertThatThrownBy(() -> new EndpointOwner.OfProfile(new ProfileId("*")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-20T12:00:00.000Z",
        "2026-11-20T12:00:00.000Z#",
        "2026-13-20T12:00:00.000Z#a"
      })
  void whatNamesNoDeliveryIsRefused(String text) {
    assertThatThrownBy(() -> new DeliveryKey(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
