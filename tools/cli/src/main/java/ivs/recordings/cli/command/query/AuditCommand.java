package ivs.recordings.cli.command.query;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.audit.AuditReport;
import ivs.recordings.cli.audit.AuditRun;
import ivs.recordings.cli.audit.DeadLetterCounts;
import ivs.recordings.cli.audit.ReconcilerConfiguration;
import ivs.recordings.cli.audit.RecordedFiles;
import ivs.recordings.cli.audit.SessionLister;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.option.ProfileOption;
import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gives an account of every recording.
@Command(
    name = "audit",
    descriptionHeading = "%n",
    description = {
      "Says of every recording of a window of time whether it has exactly one row, and if not, why.",
      "",
      "It holds the rows against the manifests in S3 and against what waits, and changes nothing."
          + " Each recording is right, to repair (by the next 'reconcile'), open (it runs, or has"
          + " just ended), parked (an event of it waits) or unexplained. The exit code is 1 while"
          + " anything is unexplained."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings audit --since 2026-11-01",
      "  ./recordings audit --since 2026-11-20T17:00:00Z --until 2026-11-21 --profile ada --json"
    })
public final class AuditCommand extends AwsCommand {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      required = true,
      description =
          "Recordings that began then or later, such as 2026-11-20T17:00:00Z or 2026-11-20.")
  private TimeOption since = new TimeOption(Instant.EPOCH);

  @Option(
      names = "--until",
      paramLabel = "TIME",
      defaultValue = NULL_VALUE,
      description = "And before this; else now.")
  private Optional<TimeOption> until = Optional.empty();

  @Mixin private ProfileOption profile = new ProfileOption();

  @Mixin private OutputOptions output = new OutputOptions();

  public AuditCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var window =
        new AuditRun.Window(
            profile.id(),
            since.time(),
            until.map(TimeOption::time).orElse(now.plusSeconds(1)),
            now);
    if (!window.since().isBefore(window.until())) {
      throw new CommandException(
          ExitCode.USAGE,
          "--since wants a time before %s, not %s".formatted(window.until(), window.since()));
    }
    var configuration = ReconcilerConfiguration.of(target);
    try (var s3 = target.s3();
        var ivs = target.ivs();
        var realTime = target.ivsRealTime()) {
      var result =
          new AuditRun(
                  target.tables(),
                  new RecordedFiles(s3, configuration),
                  new SessionLister(ivs, realTime, window.since()),
                  configuration,
                  window)
              .give();
      if (result.items().isEmpty()) {
        profile
            .id()
            .filter(id -> target.tables().profiles().all().rows().stream().noneMatch(isOf(id)))
            .ifPresent(unknown -> {
              throw CommandException.unknownProfile(unknown, calls());
            });
      }
      var report = new AuditReport(window, result, DeadLetterCounts.of(target), calls());
      if (output.isJson()) {
        output.json(shell(), report.json());
      } else {
        report.say(shell(), output);
      }
      return report.hasUnexplained() ? ExitCode.DIFFERENT : ExitCode.OK;
    }
  }

  private static Predicate<Profile> isOf(ProfileId id) {
    return profile -> profile.profileId().equals(id);
  }
}
