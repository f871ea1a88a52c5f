package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.CommandLineRun;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "send",
        "list",
        "show",
        "explain",
        "status",
        "doctor",
        "parked",
        "release",
        "redrive",
        "replay",
        "listen",
        "events republish",
        "reconcile",
        "audit",
        "stats",
        "profile put",
        "profile list",
        "profile remove",
        "bucket plan",
        "webhook add",
        "webhook list",
        "webhook test",
        "webhook rotate",
        "webhook log",
        "webhook resend",
        "webhook replay",
        "webhook enable",
        "webhook remove",
        "token",
        "playback",
        "export",
        "upload"
      })
  void everyCommandShowsAnExample(String command) {
    var run = CommandLineRun.of((command + " --help").split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Usage: recordings " + command, "Example", "./recordings " + command);
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void everyExitCodeIsExplained(ExitCode exit) {
    assertThat(CommandLineRun.of("--help").out())
        .containsPattern("(?m)^  %d +\\w".formatted(exit.code()));
  }

  @Test
  void everyCommandIsListedWithWhatItDoes() {
    assertThat(CommandLineRun.of("--help").out())
        .containsPattern("(?m)^  demo +Plays")
        .containsPattern("(?m)^  profile +Says");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(CommandLineRun.of("--version").out())
        .matches("recordings \\d+\\.\\S+ \\(Java 25.*\\)\n");
  }

  @Test
  void coloursAreForTerminalsOfThoseWhoLikeThem() {
    assertThat(help(Map.of(), Optional.of(100))).contains("\u001b[");
    assertThat(help(Map.of("NO_COLOR", "1"), Optional.of(100))).doesNotContain("\u001b");
    assertThat(help(Map.of(), Optional.empty())).doesNotContain("\u001b");
  }

  private static String help(Map<String, String> environment, Optional<Integer> columns) {
    var out = new StringWriter();
    RecordingsCommand.run(
        CommandLineRun.shell(CommandLineRun.HOME, environment, "", out, out, columns), "--help");
    return out.toString();
  }
}
