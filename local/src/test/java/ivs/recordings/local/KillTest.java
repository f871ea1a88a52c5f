package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The function's processes are killed by SIGKILL again and again while events come; the tables are
/// the same as without. `local/kill-test` does it with more events.
final class KillTest {
  @Test
  void aFunctionThatIsKilledAgainAndAgainEndsInTheSameTables() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var seed = System.nanoTime();
    var run = new KillRun(441, Duration.ofMillis(400), 6, Duration.ofSeconds(5), seed);

    assertThat(run.differences()).as("seed %d", seed).isEmpty();
  }

  @Test
  void aProcessThatDiesByItselfIsNoKill() {
    assertThatThrownBy(() -> new KillRun.Outcome(List.of(), 0, 1, Duration.ZERO))
        .hasMessageContaining("died by themselves");
  }
}
