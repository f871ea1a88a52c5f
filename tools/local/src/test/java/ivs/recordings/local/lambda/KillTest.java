package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The function's processes are killed by SIGKILL again and again while events come; the tables are
/// the same as without. `-Dsoak.killed` says how many events; `-Dkill.seed` plays a run again.
final class KillTest {
  private static final int EVENTS = Integer.getInteger("soak.killed", 60);

  @Test
  void aFunctionThatIsKilledAgainAndAgainEndsInTheSameTables() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var seed = Long.getLong("kill.seed", System.nanoTime());
    var run = new KillTestRun(EVENTS, Duration.ofMillis(300), Math.max(2, EVENTS / 100), seed);

    assertThat(run.differences()).as("seed %d", seed).isEmpty();
  }

  @Test
  void aProcessThatDiesByItselfIsNoKill() {
    assertThatThrownBy(() -> new KillTestRun.Outcome(List.of(), 0, 1, Duration.ZERO))
        .hasMessageContaining("died by themselves");
  }
}
