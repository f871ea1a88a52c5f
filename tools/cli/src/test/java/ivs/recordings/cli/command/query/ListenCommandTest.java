package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.RecordingsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.LocalClients;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.recording.RecordingId;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `listen` and `events republish` on the embedded bus.
class ListenCommandTest {
  private static final EmbeddedSystem SYSTEM = SharedSystem.start();

  private final Operator operator = new Operator(SYSTEM);

  @AfterAll
  static void stop() {
    SYSTEM.close();
  }

  /// Another test may make events meanwhile, so each listens for a type or a recording of its own.
  @Test
  void anEventIsPrintedAsItComesAndComesAgainWhenItIsRepublished() throws Exception {
    var began = Instant.now();
    var channel = operator.linked("listening");
    operator.send(channel.streamStart(1, "2026-11-02T09:00:00Z"));
    var listening = listen("listen --type recording.failed --count 1 --timeout 60 --json");

    operator.send(channel.recordingStart(1, 1, "2026-11-02T09:00:02Z"));
    operator.send(
        channel.recordingEndFailure(1, 1, "2026-11-02T09:10:00Z", "InternalServerException"));
    operator.awaitQuiet();
    var first = listening.get(60, TimeUnit.SECONDS);

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.json().path("type").asText()).isEqualTo("recording.failed");
    assertThat(first.json().path("id").asText()).isEqualTo(id(channel, first));
    assertThat(operator.json("explain %s", channel.recording(1)).path("domainEventId").asText())
        .isEqualTo(id(channel, first));
    assertThat(queuesLeft()).isEmpty();

    var again = listen("listen --type recording.failed --count 1 --timeout 60");
    var republished = operator.run("events republish --since %s", began);
    assertThat(republished.exitCode()).as(republished.err()).isZero();
    assertThat(republished.out()).contains(": COMPLETED, the last event is of ");
    assertThat(again.get(60, TimeUnit.SECONDS).out())
        .contains("recording.failed", channel.recording(1), id(channel, first));
    assertThat(queuesLeft()).isEmpty();
  }

  private static String id(TestChannel channel, CommandLineRun run) throws Exception {
    var version = run.json().path("data").path("version").asLong();
    return DomainEvent.id(new RecordingId(channel.recording(1)), version);
  }

  @ParameterizedTest
  @CsvSource({
    "listen --type recording.lost, '--type must be one of recording.deleted, recording.available'",
    "listen --count 0, --count and --timeout must be at least 1",
    "events, say 'events republish'",
    "events republish --since 2999-01-01, --since must be before --until"
  })
  void aWrongOptionIsNamedInOneLine(String line, String said) {
    var run = operator.run(line);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.complaint()).contains(said.replace("''", "'"));
  }

  @Test
  void fewerEventsThanWereAskedForAreAnError() {
    var run = operator.run("listen --type recording.deleted --count 1 --timeout 1");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run.err()).contains("0 of 1 events came in 1 s");
    assertThat(operator.run("listen --type recording.deleted --timeout 1").exitCode()).isZero();
    assertThat(queuesLeft()).isEmpty();
  }

  /// Returns when it listens.
  private CompletableFuture<CommandLineRun> listen(String line) throws Exception {
    var out = new StringWriter();
    var err = new StringWriter();
    var environment = Map.of("AWS_ENDPOINT_URL", operator.endpoint().toString());
    var shell =
        CommandLineRun.shell(CommandLineRun.HOME, environment, "", out, err, Optional.empty());
    // Not of the common pool: the embedded SQS needs its threads.
    var run = new CompletableFuture<CommandLineRun>();
    Thread.ofPlatform()
        .start(() -> {
          var exitCode = RecordingsCommand.run(shell, line.split(" ", -1));
          run.complete(new CommandLineRun(exitCode, out.toString(), err.toString()));
        });
    for (var i = 0; i < 600 && !err.toString().contains("listening to"); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return run;
  }

  private List<String> queuesLeft() {
    try (var sqs = LocalClients.sqs(operator.endpoint())) {
      return sqs.listQueues(list -> list.queueNamePrefix("recordings-listen-")).queueUrls();
    }
  }
}
