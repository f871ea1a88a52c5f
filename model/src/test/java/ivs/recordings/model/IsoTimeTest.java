package ivs.recordings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// It is held to the JDK: whatever that reads, writes or refuses.
final class IsoTimeTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void everyTimeIsWrittenAsTheJdkWritesIt() {
    var nanos = List.of(0, 1, 1_000, 1_000_000, 120_000_000, 999_000_000, 999_999_999);
    for (int n = 0; n < 100_000; n++) {
      var second = random.nextLong(-40_000_000_000L, 260_000_000_000L);
      var time = Instant.ofEpochSecond(second, nanos.get(n % nanos.size()));

      assertThat(IsoTime.text(time)).as("seed %d", seed).isEqualTo(time.toString());
    }
    for (var edge :
        List.of(
            Instant.MIN,
            Instant.MAX,
            Instant.EPOCH,
            Instant.parse("0999-12-31T23:59:59Z"),
            Instant.parse("1000-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"),
            Instant.parse("+10000-01-01T00:00:00Z"))) {
      assertThat(IsoTime.text(edge)).isEqualTo(edge.toString());
    }
  }

  @Test
  void everyTimeIsReadAsTheJdkReadsIt() {
    for (int n = 0; n < 100_000; n++) {
      var second = random.nextLong(-70_000_000_000L, 260_000_000_000L);
      var time = Instant.ofEpochSecond(second, n % 3 == 0 ? random.nextInt(1_000_000_000) : 0);

      assertThat(IsoTime.parse(time.toString())).as("seed %d", seed).isEqualTo(time);
    }
    for (var unusual :
        List.of(
            "2026-11-02T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-11-02T09:06:24.5Z",
            "2026-11-02T09:06:24+01:00",
            "2026-11-02t09:06:24z",
            "-2026-11-02T09:06:24Z")) {
      assertThat(IsoTime.parse(unusual)).as(unusual).isEqualTo(Instant.parse(unusual));
    }
  }

  @Test
  void whatTheJdkRefusesIsRefusedInItsWords() {
    var sound = "2026-11-02T09:06:24Z";
    for (int n = 0; n < 100_000; n++) {
      var text = new StringBuilder(sound);
      for (int changes = 0; changes < 1 + n % 3; changes++) {
        text.setCharAt(
            random.nextInt(sound.length()), "09:-TZ +/;\u0660".charAt(random.nextInt(11)));
      }

      assertAlike(text.toString());
    }
    for (var wrong :
        List.of("", "2026-02-29T09:06:24Z", "2026-13-01T00:00:00Z", "2026-11-02T25:00:00Z")) {
      assertAlike(wrong);
    }
  }

  private void assertAlike(String text) {
    Instant time;
    try {
      time = Instant.parse(text);
    } catch (DateTimeParseException refused) {
      assertThatThrownBy(() -> IsoTime.parse(text))
          .as("%s, seed %d", text, seed)
          .isInstanceOf(DateTimeParseException.class)
          .hasMessage(refused.getMessage());
      return;
    }
    assertThat(IsoTime.parse(text)).as("%s, seed %d", text, seed).isEqualTo(time);
  }
}
