package ivs.recordings.cli.command.query;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.finding.HealthReport;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.status.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says on one screen whether everything is all right.
@Command(
    name = "status",
    descriptionHeading = "%n",
    description = {
      "Says whether everything is all right, and if not, what to do.",
      "",
      "Rules, queue, dead letters, parked events, open recordings, the metrics of the last hour,"
          + " the reconciler's last run and the alarms. It only reads. The exit code is 1 when something needs a"
          + " person, 69 when nothing seen does but something could not be asked."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings status",
      "  ./recordings status --stack NAME --watch",
      "  ./recordings status --json"
    })
public final class StatusCommand extends AwsCommand {
  /// Metrics have whole minutes, and each look asks for some twenty.
  private static final Duration BETWEEN = Duration.ofSeconds(15);

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(names = "--watch", description = "Look again every 15 seconds until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = NULL_VALUE,
      description = "With --watch: look so many times and end with what was seen last.")
  private Optional<Integer> times = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  private final Duration between;

  public StatusCommand(Shell shell) {
    this(shell, BETWEEN);
  }

  /// As a test makes it.
  ///
  /// @param between two looks
  public StatusCommand(Shell shell, Duration between) {
    super(shell);
    this.between = between;
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    if (times.isPresent() && (!watch || times.get() < 1)) {
      throw new CommandException(
          ExitCode.USAGE, "--times wants --watch and a number of at least 1");
    }
    var seen = look(target);
    for (int i = 1; watch && i < times.orElse(Integer.MAX_VALUE); i++) {
      Thread.sleep(between);
      seen = look(target);
    }
    return seen.exitCode();
  }

  private HealthReport look(Target target) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var place = where().orElseThrow();
    var report = new StatusReport(target, new ErrorMapper(shell(), where()), now);
    var findings = watch ? report.findings() : report.findings().heard();
    if (output.isJson()) {
      var json = JsonOutput.object().put("of", place.toString()).put("at", now.toString());
      json.setAll(findings.json());
      output.json(shell(), json);
      return findings;
    }
    if (watch && shell().columns().isPresent()) {
      shell().out().print(CLEAR);
    }
    shell().out().printf("%s, %s%n%n", place, now);
    findings.say(shell());
    shell().out().flush();
    return findings;
  }
}
