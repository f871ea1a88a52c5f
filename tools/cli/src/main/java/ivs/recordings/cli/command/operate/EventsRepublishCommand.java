package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Sends archived domain events to their bus again.
@Command(
    name = "republish",
    descriptionHeading = "%n",
    description = {
      "Sends domain events of some time to their bus again.",
      "",
      "Every rule of the bus gets them, with the ids that they had: a consumer that keeps the ids"
          + " it has seen passes over what it had before. It returns when all are sent; Ctrl-C"
          + " cancels it."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings events republish --since 2026-11-20T10:00:00Z"})
public final class EventsRepublishCommand extends ArchiveReplayCommand {
  @Option(
      names = "--since",
      required = true,
      paramLabel = "TIME",
      description = "From this time or day on, by the events' timestamp.")
  private Optional<TimeOption> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Until this time, or the beginning of this day; until now by default.")
  private Optional<TimeOption> until = Optional.empty();

  public EventsRepublishCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    return replay(
        target,
        since.orElseThrow().time(),
        until.map(TimeOption::time).orElseGet(Instant::now),
        "--since must be before --until, and not in the future: nothing to republish",
        Target::domainEvents);
  }
}
