package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of docs/clients.md, against the packaged function behind the local API.
@ExtendWith(SharedSystem.class)
class ClientExamplesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"sh, sh, example.sh", "js, node, example.mjs", "java, java, Example.java"})
  void everyExampleOfThePageRuns(String language, String program, String file, Operator operator)
      throws Exception {
    var command = find(program);
    assumeTrue(
        !command.isEmpty(), program + " is not here: the example in " + language + " is not run");
    var channel = operator.linked("clients" + language);
    operator.send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"),
        channel.recordingStart(1, 2, "2026-01-01T10:10:01Z"),
        channel.recordingStart(1, 3, "2026-01-01T10:10:01Z"));
    var example = Files.writeString(folder.resolve(file), example(language));

    var process =
        new ProcessBuilder(Stream.concat(command.stream(), Stream.of(example.toString())).toList());
    process.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
    process
        .environment()
        .putAll(
            Map.of(
                "API", operator.system().apiAddress().toString(),
                "TOKEN", operator.run("token --subject %s", channel.name()).out().strip(),
                "ID", channel.recording(2)));
    var running = process.start();

    assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var out = Files.readString(folder.resolve("out"));
    assertThat(running.exitValue()).as(out).isZero();
    assertThat(out)
        .contains(channel.recording(1), channel.recording(2), channel.recording(3))
        .contains("Harbour at night")
        .containsPattern("\"success\":\\s*true");
    assertThat(operator.row(channel.recording(2)).get("title").s()).isEqualTo("Harbour at night");
  }

  private static String example(String language) throws Exception {
    var page = Files.readString(CommandLineRun.HOME.resolve("docs/clients.md"));
    var block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(page);
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }

  /// Node may be missing; Java is the one that runs this test.
  private static List<String> find(String program) {
    if (program.equals("java")) {
      return List.of(
          Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1");
    }
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
        .map(entry -> Path.of(entry, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .limit(1)
        .toList();
  }
}
