package ivs.recordings.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.testing.CommandLineRun;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter err = new StringWriter();

  @Test
  void aPersonAtATerminalSeesABarThatLeavesNothingBehind() {
    try (var progress = new ProgressBar(shell(Optional.of(80)), "queue")) {
      progress.at(0, 3);
      progress.at(2, 3);
      progress.at(4, 3);
    }

    var frames = err.toString().split("\r", -1);
    assertThat(frames[1]).isEqualTo("queue [..............................] 0 of 3");
    assertThat(frames[2]).isEqualTo("queue [####################..........] 2 of 3");
    assertThat(frames[3]).isEqualTo("queue [##############################] 4 of 4");
    assertThat(frames[4]).isBlank().hasSameSizeAs(frames[3]);
    assertThat(frames[5]).isEmpty();
  }

  @Test
  void aLineOfSomethingElseFindsTheLineClean() {
    try (var progress = new ProgressBar(shell(Optional.of(80)), "day")) {
      progress.at(0.5, "12:00");
      progress.clear();
      assertThat(err.toString()).endsWith("\r");
      err.getBuffer().setLength(0);
      progress.clear();
      assertThat(err.toString()).isEmpty();
      progress.at(0.6, "13:00");
      assertThat(err.toString()).contains("13:00");
    }
  }

  @Test
  void elsewhereALineNowAndThenIsEnough() {
    try (var progress = new ProgressBar(shell(Optional.empty()), "queue", Duration.ofHours(1))) {
      progress.at(1, 2);
    }
    assertThat(err.toString()).isEmpty();

    try (var progress = new ProgressBar(shell(Optional.empty()), "queue", Duration.ZERO)) {
      progress.at(1_000, 2_000);
    }
    assertThat(err.toString()).isEqualTo("queue: 1,000 of 2,000\n");
  }

  private Shell shell(Optional<Integer> columns) {
    return CommandLineRun.shell(
        CommandLineRun.HOME, Map.of(), "", new StringWriter(), err, columns);
  }
}
