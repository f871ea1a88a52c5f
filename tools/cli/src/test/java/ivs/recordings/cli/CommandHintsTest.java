package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every line to copy works as it stands.
@ExtendWith(SharedSystem.class)
class CommandHintsTest {
  private static final Pattern CALL =
      Pattern.compile(
          "\\./recordings (?:(?<= )'[^'\\n]*'|[^;'\\n])*?"
              + "(?=[;\\n]|(?<! )'|$| shows| says| tells| what| is )");
  private static final Pattern SECTION = Pattern.compile("runbook\\(\"([\\w-]+)\"\\)");

  private final Operator operator;

  CommandHintsTest(Operator operator) {
    this.operator = operator;
  }

  @Test
  void aLineToCopyNamesTheSystemAsThePersonDid() throws Exception {
    var channel = new TestChannel("hinted");
    operator.send(channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    var commands =
        List.of(
            "status",
            "parked --limit 1000",
            "explain " + channel.recording(1),
            "explain unknownRecording",
            "show unknownRecording",
            "audit --since 2026-01-01 --until 2026-01-02",
            "reconcile --profile unknownProfile");
    for (var command : commands) {
      assertThat(
              calls(
                  CommandLineRun.of(
                      CommandLineRun.words(command + " --endpoint-url %s", operator.endpoint()))))
          .as("%s", command)
          .isNotEmpty()
          .allSatisfy(this::isNamed);
      assertThat(calls(operator.run(command)))
          .as("%s", command)
          .isNotEmpty()
          .noneMatch(line -> line.contains("--endpoint-url"));
    }
  }

  @Test
  void theNameOfAStackIsCarriedAsAShellTakesIt() {
    var calls = new CommandHints("./recordings", Optional.of(new TargetAddress.Stack("mine")));

    assertThat(calls.line("list")).isEqualTo("./recordings list --stack mine");
    assertThat(calls.aws("events enable-rule")).isEqualTo("aws events enable-rule");
    assertThat(CommandHints.word("malformed#json")).isEqualTo("'malformed#json'");
    assertThat(CommandHints.word("it's")).isEqualTo("'it'\\''s'");
  }

  @Test
  void everySectionThatIsNamedIsInTheRunbook() throws Exception {
    var named = new ArrayList<String>();
    try (var sources = Files.walk(CommandLineRun.HOME.resolve("tools/cli/src/main/java"))) {
      for (var source : sources.filter(Files::isRegularFile).toList()) {
        SECTION
            .matcher(Files.readString(source))
            .results()
            .forEach(found -> named.add(found.group(1)));
      }
    }

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(sections()).containsAll(named);
  }

  /// As GitHub makes anchors of headings.
  private static List<String> sections() throws Exception {
    return Files.readAllLines(CommandLineRun.HOME.resolve("docs/runbook.md")).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  private void isNamed(String line) {
    assertThat(line).contains(" --endpoint-url " + operator.endpoint());
  }

  /// Wrapped lines are put together again.
  private static List<String> calls(CommandLineRun run) {
    var text = (run.out() + "\n" + run.err()).replaceAll("\\n {12,}(?!->)", " ");
    return CALL.matcher(text)
        .results()
        .map(found -> found.group())
        .filter(line -> !line.equals("./recordings up"))
        .collect(Collectors.toList());
  }
}
