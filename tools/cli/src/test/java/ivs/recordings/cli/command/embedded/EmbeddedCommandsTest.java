package ivs.recordings.cli.command.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.RecordingsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.local.EmbeddedSystem;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `demo` and `up`.
@ExtendWith(SharedSystem.class)
class EmbeddedCommandsTest {
  private static final Pattern ENDPOINT = Pattern.compile("Ready at (http://127\\.0\\.0\\.1:\\d+)");

  /// The page with a token in the part of the address that no server sees.
  private static final Pattern LINK =
      Pattern.compile(
          "The page, where anna is signed in until \\S+Z:\\s+http://127\\.0\\.0\\.1:\\d+/#token=([\\w.-]+)\\n");

  private static final Pattern LOG =
      Pattern.compile("nothing is kept, the functions write to (\\S+handler\\.log)\\.");

  @Test
  void theDemoShowsThatEveryRowIsAsTheReadmeSays() throws Exception {
    var run = CommandLineRun.of("demo", "--json");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("2vkLQJtftdhT", "UNKNOWN_PROFILE");
    assertThat(run.json().path("differences").isArray()).isTrue();
    assertThat(run.json().path("differences")).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theDemoFailsWhereTheReadmeSaysSomethingElse(@TempDir Path home) throws Exception {
    copyOfTheProject(home);
    var readme = home.resolve("test-events/README.md");
    Files.writeString(readme, Files.readString(readme).replace("| 3444000 |", "| 4321 |"));

    var run = demo(home);

    assertThat(run.out())
        .contains("  recording 2vkLQJtftdhT: recordingDurationMs is 3444000 instead of 4321")
        .contains("1 difference from what test-events/README.md says");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
  }

  @Test
  void theDemoSaysWhichTestEventIsNone(@TempDir Path home) throws Exception {
    copyOfTheProject(home);
    Files.writeString(home.resolve("test-events/recording-start.json"), "[{}]");

    var run = demo(home);

    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.code());
    assertThat(run.complaint()).contains("recording-start.json");
  }

  @Test
  void theSystemRunsUntilItIsStopped() throws Exception {
    var out = new StringWriter();
    var err = new StringWriter();
    var shell = CommandLineRun.shell(CommandLineRun.HOME, Map.of(), "", out, err, Optional.empty());
    var exitCode = new CompletableFuture<Integer>();
    var up =
        Thread.ofPlatform()
            .start(() ->
                exitCode.complete(
                    RecordingsCommand.run(
                        shell,
                        "up",
                        "--in-memory",
                        "--port",
                        "0",
                        "--api-port",
                        "0",
                        "--reconcile-every",
                        "2s")));

    var endpoint = await(out, ENDPOINT);
    assertThat(out.toString())
        .contains("aws --endpoint-url " + endpoint + " events put-events")
        .contains("./recordings list --endpoint-url " + endpoint)
        .containsPattern("The HTTP API is at http://127\\.0\\.0\\.1:\\d+, its description at")
        .contains("token --subject anna --endpoint-url " + endpoint);
    assertThat(CommandLineRun.of("profile", "list", "--endpoint-url", endpoint).out())
        .contains("anna", "ben");
    var log = LOG.matcher(out.toString());
    assertThat(log.find()).as("%s", out).isTrue();
    var file = CommandLineRun.HOME.resolve("test-events/recording-start.json").toString();
    CommandLineRun.of("send", "--endpoint-url", endpoint, file);
    assertThat(completed(endpoint)).as("the end that no event told, from the manifest").isTrue();
    assertThat(eventually(Path.of(log.group(1)), "\"effect\":\"written\""))
        .contains("\"effect\":\"written\"");
    assertThat(await(out, LINK)).isNotEmpty();
    up.interrupt();

    assertThat(exitCode.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(Path.of(log.group(1))).doesNotExist();
    assertThat(Thread.getAllStackTraces().keySet())
        .as("the timer of the reconciler")
        .extracting(Thread::getName)
        .doesNotContain("every-PT2S");
  }

  private static boolean completed(String endpoint) throws Exception {
    var deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (Instant.now().isBefore(deadline)) {
      var list = CommandLineRun.of("list", "--json", "--endpoint-url", endpoint).out();
      if (list.contains("COMPLETED")) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return false;
  }

  /// A row is there before its line is in the log.
  private static String eventually(Path log, String text) throws Exception {
    var deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (!Files.readString(log).contains(text) && Instant.now().isBefore(deadline)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return Files.readString(log);
  }

  @Test
  void aPortThatIsTakenIsNamed(EmbeddedSystem system) {
    var port = String.valueOf(system.endpoint().getPort());

    var run = CommandLineRun.of("up", "--in-memory", "--port", port);

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(run.err())
        .isEqualTo(
            "recordings: port %s is in use: stop the other process or choose another with --port%n"
                .formatted(port));
    var apiPort = String.valueOf(system.apiAddress().getPort());
    assertThat(CommandLineRun.of("up", "--in-memory", "--port", "0", "--api-port", apiPort).err())
        .isEqualTo(
            "recordings: port %s is in use: stop the other process or choose another with --api-port%n"
                .formatted(apiPort));
  }

  @Test
  void aDataFolderThatIsNoneIsNamed(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("file"), "");

    var run = CommandLineRun.of("up", "--port", "0", "--api-port", "0", "--data", file.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(run.complaint()).contains("is not a folder", "--data");
  }

  private static CommandLineRun demo(Path home) {
    var out = new StringWriter();
    var err = new StringWriter();
    var shell = CommandLineRun.shell(home, Map.of(), "", out, err, Optional.empty());
    int exitCode = RecordingsCommand.run(shell, "demo");
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  private static void copyOfTheProject(Path home) throws Exception {
    var project = CommandLineRun.HOME;
    Files.copy(project.resolve("template.yaml"), home.resolve("template.yaml"));
    Files.copy(project.resolve("openapi.yaml"), home.resolve("openapi.yaml"));
    for (var function : List.of("ingest", "publisher", "readiness", "figures", "webhooks")) {
      var zip = "handler/%1$s/target/%1$s.zip".formatted(function);
      Files.createDirectories(home.resolve(zip).getParent());
      Files.createSymbolicLink(home.resolve(zip), project.resolve(zip));
    }
    Files.createDirectories(home.resolve("test-events"));
    try (var files = Files.list(project.resolve("test-events"))) {
      for (var file : files.toList()) {
        Files.copy(file, home.resolve("test-events").resolve(file.getFileName()));
      }
    }
  }

  private static String await(StringWriter out, Pattern what) throws InterruptedException {
    var deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (Instant.now().isBefore(deadline)) {
      var found = what.matcher(out.toString());
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not printed after a minute: " + out);
  }
}
