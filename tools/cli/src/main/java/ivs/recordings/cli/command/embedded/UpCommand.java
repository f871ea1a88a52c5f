package ivs.recordings.cli.command.embedded;

import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.api.LocalToken;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.option.DurationOption;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.FunctionRun;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.runtime.TargetOptions;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.batch.LocalBatch;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.lifecycle.FixedRateTimer;
import ivs.recordings.local.samples.InvalidTestEventsException;
import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.model.recording.ProfileId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Keeps the embedded system running.
@Command(
    name = "up",
    descriptionHeading = "%n",
    description = {
      "Runs the embedded system until Ctrl-C.",
      "",
      "It is all of the system on this machine: DynamoDB, SQS, the event bus with the rules of"
          + " template.yaml and the packaged handler, behind one address that the AWS CLI and every"
          + " SDK can talk to, and the HTTP API of the library at one of its own. Rows and queues"
          + " are kept for the next time."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings up",
      "  ./recordings up --port 4600 --api-port 8081 --in-memory",
      "  ./recordings up --reconcile-every 5m"
    })
public final class UpCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;

  /// A profile of the test events, and how long the printed link is good for.
  private static final ProfileId PERSON = new ProfileId("anna");

  private static final Duration PERSON_SIGNED_IN = Duration.ofHours(12);

  private final Shell shell;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4566",
      description = "Where to answer, on 127.0.0.1; default ${DEFAULT-VALUE}, 0 takes a free one.")
  private int port;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "Where the HTTP API answers, on 127.0.0.1; default ${DEFAULT-VALUE}, 0 takes a free one.")
  private int apiPort;

  @ArgGroup(exclusive = true)
  private Keeping keeping = new Keeping();

  @Option(names = "--verbose", description = "Show the handler's log here, one line per event.")
  private boolean verbose;

  @Option(
      names = "--allow-local-webhooks",
      description =
          "Deliver webhooks to addresses of this machine, too, such as http://127.0.0.1:9000/hook.")
  private boolean localWebhooks;

  @Option(
      names = "--reconcile-every",
      paramLabel = "TIME",
      defaultValue = NULL_VALUE,
      description =
          "Run the reconciler that often, such as 5m; else it runs when './recordings reconcile' asks.")
  private Optional<DurationOption> reconcileEvery = Optional.empty();

  private static final class Keeping {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = NULL_VALUE,
        description = "Where rows and queues are kept; default .recordings in the project.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--in-memory", description = "Keep nothing.")
    private boolean inMemory;
  }

  public UpCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    check("--port", port);
    check("--api-port", apiPort);
    var data =
        keeping.inMemory
            ? Optional.<Path>empty()
            : Optional.of(keeping.data.orElseGet(() -> shell.home().resolve(".recordings")));
    var options =
        new EmbeddedSystem.Options(
            shell.home(), port, apiPort, data, mediaJobs(), verbose, true, localWebhooks);
    // Both after Ctrl-C and after an interruption, the timer ends before what it asks.
    try (var timers = new CloseableStack();
        var hosted =
            HostedSystem.start(
                () -> EmbeddedSystem.start(options),
                system -> stop(timers, system),
                this::endWell)) {
      linkSamples(hosted.system());
      welcome(hosted.system(), data);
      if (!LocalBatch.isPossible()) {
        shell
            .out()
            .println(
                "Media jobs are off: ffmpeg and ffprobe are not on the PATH (apt-get install ffmpeg).");
      }
      linkToThePage(hosted.system());
      var endpoint = hosted.system().endpoint();
      reconcileEvery.ifPresent(every ->
          timers.add(
              FixedRateTimer.start(every.time(), () -> reconcile(endpoint)), FixedRateTimer::stop));
      waitForTheEnd();
    }
    return ExitCode.OK.code();
  }

  private static void stop(CloseableStack timers, EmbeddedSystem system) {
    try {
      timers.close();
    } finally {
      system.close();
    }
  }

  /// As its schedule on AWS does, which asks for nothing in particular. What becomes of a run is in
  /// the log of the functions, where it is on AWS, too.
  private void reconcile(URI endpoint) {
    try (var target = Target.open(new TargetAddress.Endpoint(endpoint), shell)) {
      new FunctionRun(target, target.reconcilerName())
          .report(JsonOutput.object(), JsonNode::isObject, UnaryOperator.identity());
    }
  }

  /// Media jobs run where FFmpeg is.
  private static Map<String, String> mediaJobs() {
    return LocalBatch.isPossible() ? EmbeddedSystem.MEDIA_JOB_PARAMETERS : Map.of();
  }

  private static void check(String option, int port) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s wants a number from 0 to %d, not %d".formatted(option, HIGHEST_PORT, port));
    }
  }

  /// Ctrl-C is how this command is meant to end, so it ends well.
  private void endWell() {
    shell.out().println("stopped");
    shell.out().flush();
    Runtime.getRuntime().halt(ExitCode.OK.code());
  }

  private void linkSamples(EmbeddedSystem system) {
    try (var target = Target.open(new TargetAddress.Endpoint(system.endpoint()), shell)) {
      var samples = new SampleProfiles(TestEvents.read(shell.home().resolve("test-events")));
      samples.putMissing(target.tables().profiles());
    } catch (InvalidTestEventsException invalid) {
      shell.err().println("the sample profiles are not linked: " + invalid.getMessage());
    }
  }

  private void welcome(EmbeddedSystem system, Optional<Path> data) {
    var endpoint = system.endpoint();
    var at =
        endpoint.toString().equals(TargetOptions.DEFAULT_ENDPOINT)
            ? ""
            : " --endpoint-url " + endpoint;
    var sample = Shell.fromHere(shell.home().resolve("test-events/recording-start.json"));
    shell
        .out()
        .printf(
            """
            Ready at %1$s; %2$s. Ctrl-C stops it.

            In another terminal:

              %3$s send %4$s%5$s
              %3$s list%5$s

            The HTTP API is at %6$s, its description at %6$s/docs/. A token for it:

              curl -H "Authorization: Bearer $(%3$s token --subject anna%5$s)" %6$s/v1/recordings

            Or with the AWS CLI:

              export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
              aws --endpoint-url %1$s events put-events --entries file://%4$s
              aws --endpoint-url %1$s dynamodb scan --table-name Recording

            """,
            endpoint, kept(data, system), shell.command(), sample, at, system.apiAddress());
  }

  /// Last, because the key that signs the token is made now if there is none yet.
  private void linkToThePage(EmbeddedSystem system) {
    try (var target = Target.open(new TargetAddress.Endpoint(system.endpoint()), shell)) {
      var token = LocalToken.sign(target, PERSON, Optional.empty(), PERSON_SIGNED_IN);
      shell
          .out()
          .printf(
              """
              The page, where %s is signed in until %s:

                %s/#token=%s

              """,
              PERSON.value(), token.until(), system.apiAddress(), token.text());
    }
  }

  private static String kept(Optional<Path> data, EmbeddedSystem system) {
    var log = system.functionLog().map(Shell::fromHere);
    return data.map(folder -> "rows are in " + Shell.fromHere(folder)).orElse("nothing is kept")
        + log.map(file -> ", the functions write to " + file).orElse("");
  }

  private static void waitForTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException asked) {
      // This is the end; what has to be done for it must not be interrupted in turn.
    }
  }
}
