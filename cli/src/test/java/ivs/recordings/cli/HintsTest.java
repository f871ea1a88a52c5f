package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.EmbeddedSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Every line to copy works as it stands.
@ExtendWith(OneSystem.class)
class HintsTest {
  private static final Pattern CALL =
      Pattern.compile(
          "\\./recordings (?:(?<= )'[^'\\n]*'|[^;'\\n])*?"
              + "(?=[;\\n]|(?<! )'|$| shows| says| tells| what| is )");
  private static final Pattern SECTION = Pattern.compile("runbook\\(\"([\\w-]+)\"\\)");

  private final EmbeddedSystem system;
  @TempDir private Path folder;

  HintsTest(EmbeddedSystem system) {
    this.system = system;
  }

  @Test
  void aLineToCopyNamesTheSystemAsThePersonDid() throws Exception {
    var channel = new Channel("hinted");
    var file =
        Channel.file(folder, "hinted.json", channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
    CommandLineRun.of("send", "--endpoint-url", endpoint(), file.toString());
    system.awaitQuiet(Duration.ofSeconds(30));

    var commands =
        List.of(
            List.of("status"),
            List.of("parked", "--limit", "1000"),
            List.of("explain", channel.recording(1)),
            List.of("explain", "nobodyKnowsThis"),
            List.of("show", "nobodyKnowsThis"),
            List.of("audit", "--since", "2026-01-01"),
            List.of("reconcile", "--profile", "nobodysProfile"));
    for (var command : commands) {
      assertThat(calls(named(command))).as("%s", command).isNotEmpty().allSatisfy(this::isNamed);
      assertThat(calls(inTheEnvironment(command)))
          .as("%s", command)
          .isNotEmpty()
          .noneMatch(line -> line.contains("--endpoint-url"));
    }
  }

  @Test
  void theNameOfAStackIsCarriedAsAShellTakesIt() {
    var calls = new Calls("./recordings", java.util.Optional.of(new Where.Stack("mine")));

    assertThat(calls.line("list")).isEqualTo("./recordings list --stack mine");
    assertThat(calls.aws("events enable-rule")).isEqualTo("aws events enable-rule");
    assertThat(Calls.word("malformed#json")).isEqualTo("'malformed#json'");
    assertThat(Calls.word("it's")).isEqualTo("'it'\\''s'");
  }

  @Test
  void everySectionThatIsNamedIsInTheRunbook() throws Exception {
    var named = new ArrayList<String>();
    try (var sources =
        Files.list(CommandLineRun.HOME.resolve("cli/src/main/java/ivs/recordings/cli"))) {
      for (var source : sources.toList()) {
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
    assertThat(line).contains(" --endpoint-url " + endpoint());
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

  private CommandLineRun named(List<String> command) {
    var all = new ArrayList<>(command);
    all.addAll(Arrays.asList("--endpoint-url", endpoint()));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private CommandLineRun inTheEnvironment(List<String> command) {
    return CommandLineRun.in(
        Map.of("AWS_ENDPOINT_URL", endpoint()), "", command.toArray(String[]::new));
  }

  private String endpoint() {
    return system.endpoint().toString();
  }
}
